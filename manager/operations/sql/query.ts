import { actor } from "../actor";
import { record } from "../audit";
import { FleetError } from "../errors";
import { type Connection, type Tables, connect } from "../migrate/wire/connection";
import type { Said } from "../migrate/wire/messages";
import type { Workspace } from "../workspace";
import { parameterOf, rowOf } from "./values";

export interface SqlRequest {
  readonly instance: string;
  /** One statement or several; with `values` one. */
  readonly sql: string;
  /** For $1 and on: texts, numbers, flags, lists or documents. */
  readonly values?: readonly unknown[] | undefined;
  /** As the role that can only read. */
  readonly readOnly?: boolean | undefined;
  /** Ends the session, and with it what still runs. */
  readonly signal?: AbortSignal | undefined;
}

export type Row = Readonly<Record<string, unknown>>;

/** Seconds that a statement may take. */
const patience = 120;

/** Makes every transaction a reading one; the role besides has no right to write. */
const reading = { user: "supabase_read_only_user", default_transaction_read_only: "on" };

/**
 * Runs SQL in the database of an instance, with a line in the audit log that says that, not what.
 * @returns the rows of the last statement that has any.
 * @throws FleetError `usage` with what Postgres says of it.
 */
export async function runSql(workspace: Workspace, request: SqlRequest): Promise<Row[]> {
  const { instance, sql, values, readOnly = false, signal } = request;
  const job = `sql ${instance}${readOnly ? " --read-only" : ""}`;
  try {
    const rows = await connected(workspace, request, async (connection) => {
      const stop = () => void connection.close();
      signal?.addEventListener("abort", stop, { once: true });
      const answer = await connection.tables(sql, values === undefined || values.length === 0 ? undefined : values.map(parameterOf)); // prettier-ignore
      signal?.removeEventListener("abort", stop);
      return rowsOf(answer);
    });
    record(workspace, { job, result: "done" });
    return rows;
  } catch (error) {
    record(workspace, { job, result: "failed" });
    throw error;
  }
}

async function connected<T>(
  workspace: Workspace,
  { instance, readOnly }: SqlRequest,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const application = `fleet, ${actor()}`.slice(0, 63);
  const settings = { statement_timeout: `${patience}s`, ...(readOnly === true ? reading : {}) };
  const connection = await connect(workspace, instance, application, () => undefined, settings);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

function rowsOf({ tables, error }: Tables): Row[] {
  if (error !== undefined) throw new FleetError("usage", `Failed to run sql query: ${saying(error)}`);
  const last = tables.findLast(({ rows }) => rows.length > 0);
  return last === undefined ? [] : last.rows.map((row) => rowOf(last.columns, row));
}

const saying = ({ severity, code, message, detail, hint }: Said): string =>
  [
    `${severity}:  ${code}: ${message}`,
    ...(detail === undefined ? [] : [`DETAIL:  ${detail}`]),
    ...(hint === undefined ? [] : [`HINT:  ${hint}`]),
  ].join("\n");
