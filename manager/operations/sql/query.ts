import { actor } from "../actor";
import { record } from "../audit";
import { FleetError } from "../errors";
import { type Login, type Tables, connected } from "../migrate/wire/connection";
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
  /** Role that it runs as; postgres when unset. */
  readonly user?: "supabase_admin" | undefined;
  /** Ends the session, and with it what still runs. */
  readonly signal?: AbortSignal | undefined;
}

export type Row = Readonly<Record<string, unknown>>;

/** Seconds that a statement may take. */
const patience = 120;

/** Makes every transaction a reading one; the role besides has no right to write. */
const reading = { user: "supabase_read_only_user", default_transaction_read_only: "on" };

/**
 * Runs SQL that somebody wrote, with a line in the audit log that says that, not what.
 * @returns the rows of the last statement that has any.
 * @throws FleetError `usage` with what Postgres says of it.
 */
export async function runSql(workspace: Workspace, request: Omit<SqlRequest, "user">): Promise<Row[]> {
  const job = `sql ${request.instance}${request.readOnly === true ? " --read-only" : ""}`;
  try {
    const rows = await askSql(workspace, request);
    record(workspace, { job, result: "done" });
    return rows;
  } catch (error) {
    record(workspace, { job, result: "failed" });
    throw error;
  }
}

/** Runs SQL of our own. @returns the rows of the last statement that has any. @throws FleetError `usage` as `runSql`. */
export async function askSql(workspace: Workspace, request: SqlRequest): Promise<Row[]> {
  const { sql, values = [], signal } = request;
  return await connected(workspace, loginOf(request), async (connection) => {
    const stop = () => void connection.close();
    signal?.addEventListener("abort", stop, { once: true });
    const answer = await connection.tables(sql, values.length === 0 ? undefined : values.map(parameterOf));
    signal?.removeEventListener("abort", stop);
    return rowsOf(answer);
  });
}

function loginOf({ instance, readOnly, user }: SqlRequest): Login {
  const own = user === undefined ? {} : { user };
  const parameters = { statement_timeout: `${patience}s`, ...own, ...(readOnly === true ? reading : {}) };
  return { instance, application: `fleet, ${actor()}`, parameters };
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
