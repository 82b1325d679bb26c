import { PassThrough } from "node:stream";
import { FleetError } from "../../errors";
import { exec } from "../../exec";
import type { Workspace } from "../../workspace";
import { bridge } from "./bridge";
import { Line } from "./line";
import * as wire from "./messages";

/** How an exchange with the server ended. */
export interface Outcome {
  /** Statements that were carried out, from the first. */
  readonly completed: number;
  /** What stopped the next one. */
  readonly error: wire.Said | undefined;
  /** Whether a transaction waits for its end. */
  readonly isOpen: boolean;
}

/** Rows with their columns, as a statement answers. */
export interface Table {
  readonly columns: readonly wire.Column[];
  readonly rows: readonly wire.Value[][];
}

/** What several statements answered; those without columns are left out. */
export interface Tables {
  readonly tables: readonly Table[];
  readonly error: wire.Said | undefined;
}

/**
 * A session with an instance's Postgres as postgres. It speaks the server's own protocol, because psql cannot send statements
 * as they are: it looks for its own commands and variables in them, and cuts them anew.
 */
export interface Connection {
  /** @returns the rows. @throws FleetError when the server refuses. */
  query(sql: string, values?: readonly wire.Value[]): Promise<wire.Value[][]>;
  /** Carries statements out one after another; what follows an error is left out. */
  together(statements: readonly { readonly sql: string; readonly values?: readonly wire.Value[] }[]): Promise<Outcome>;
  /** Carries one statement out as psql would. */
  alone(sql: string): Promise<Outcome>;
  /** Carries out what somebody wrote: several statements, or one with values. */
  tables(sql: string, values?: readonly wire.Value[]): Promise<Tables>;
  close(): Promise<void>;
}

export interface Login {
  readonly instance: string;
  /** What the server calls this session, for whoever meets it there; of more than 63 letters the rest is left out. */
  readonly application: string;
  /** Hears what the server tells besides answers. */
  readonly notice?: (said: wire.Said) => void;
  /** Of the session, such as another `user`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Works on a session, which ends with it. @throws FleetError when the database does not run or does not take the login. */
export async function connected<T>(
  workspace: Workspace,
  login: Login,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(workspace, login);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function connect(
  workspace: Workspace,
  { instance: name, application, notice = () => undefined, parameters: more = {} }: Login,
): Promise<Connection> {
  const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const session = await exec(workspace, { name, service: "db", command: ["bash", "-c", bridge("127.0.0.1")] }, { input, output, error }); // prettier-ignore
  const line = new Line(name, session, input, output, error, notice);
  const parameters = {
    user: "postgres",
    database: "postgres",
    application_name: application.slice(0, 63),
    client_encoding: "UTF8",
    ...more,
  };
  const { error: refused } = await line.exchange(wire.startup(parameters));
  if (refused !== undefined) {
    await line.close();
    throw new FleetError("failed", `The database of ${name} refuses the login: ${refused.message} (${refused.code}).`);
  }
  return {
    async query(sql, values = []) {
      const { rows, error: failed } = await line.exchange(Buffer.concat([wire.extended(sql, values), wire.sync]), true);
      if (failed !== undefined) throw new FleetError("failed", `The database of ${name} says: ${failed.message} (${failed.code}).`); // prettier-ignore
      return rows;
    },
    together: async (statements) =>
      await line.exchange(Buffer.concat([...statements.map(({ sql, values }) => wire.extended(sql, values)), wire.sync])), // prettier-ignore
    alone: async (sql) => await line.exchange(wire.simple(sql)),
    async tables(sql, values) {
      const asked = values === undefined ? wire.simple(sql) : Buffer.concat([wire.described(sql, values), wire.sync]);
      return await line.exchange(asked, true);
    },
    close: async () => await line.close(),
  };
}
