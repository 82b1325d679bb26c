import { PassThrough } from "node:stream";
import { FleetError, messageOf } from "../../errors";
import { type Session, exec } from "../../exec";
import type { Workspace } from "../../workspace";
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

/** Bytes of rows that are kept of one exchange: a server must not run full because somebody selects a table. */
const mostBytes = 64 * 2 ** 20;

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

/**
 * A pipe to the server's port from within its container, where it trusts its own loopback: nothing has to be published, and no
 * password leaves the state. When either side ends, so does the other: a killed client must not leave a session behind.
 *
 * Postgres is the container's first process, so it inherits whatever here outlives its parent, and takes one that dies of a
 * signal for a crashed backend: it would throw everybody out. So bash waits for both to end, and a broken pipe is no signal.
 */
const bridge = `trap '' PIPE
exec 3<>/dev/tcp/127.0.0.1/5432 4<&0 || exit 1
cat <&3 & cat <&4 >&3 &
wait -n
kill $(jobs -rp) 2>/dev/null
wait`;

/**
 * @param application what the server calls this session, for whoever meets it there.
 * @param notice hears what the server tells besides answers.
 * @param more parameters of the session, such as another `user`.
 * @throws FleetError when the database does not run or does not take the login.
 */
export async function connect(
  workspace: Workspace,
  name: string,
  application: string,
  notice: (said: wire.Said) => void,
  more: Readonly<Record<string, string>> = {},
): Promise<Connection> {
  const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const session = await exec(workspace, { name, service: "db", command: ["bash", "-c", bridge] }, { input, output, error }); // prettier-ignore
  const line = new Line(name, session, input, output, error, notice);
  const parameters = {
    user: "postgres",
    database: "postgres",
    application_name: application,
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

interface Exchange {
  readonly rows: wire.Value[][];
  readonly tables: { readonly columns: readonly wire.Column[]; readonly rows: wire.Value[][] }[];
  readonly keeps: boolean;
  /** Of the rows that are kept. */
  bytes: number;
  completed: number;
  error: wire.Said | undefined;
  isOpen: boolean;
  done(): void;
  fail(error: Error): void;
}

/** One exchange at a time, each ended by the server's word that it is ready. */
class Line {
  private left: Buffer = Buffer.alloc(0);
  private current: Exchange | undefined;
  private said = "";
  private ended: FleetError | undefined;

  constructor(
    private readonly name: string,
    private readonly session: Session,
    private readonly input: PassThrough,
    output: PassThrough,
    error: PassThrough,
    private readonly notice: (said: wire.Said) => void,
  ) {
    output.on("data", (piece: Buffer) => this.hear(piece));
    error.on("data", (piece: Buffer) => (this.said += piece.toString()));
    session.ended.then(() => this.end(), (reason: unknown) => this.end(messageOf(reason))); // prettier-ignore
  }

  async exchange(bytes: Buffer, keeps = false): Promise<Exchange> {
    if (this.ended !== undefined) throw this.ended;
    return await new Promise((resolve, reject) => {
      const exchange: Exchange = { rows: [], tables: [], keeps, bytes: 0, completed: 0, error: undefined, isOpen: false, done: () => resolve(exchange), fail: reject }; // prettier-ignore
      this.current = exchange;
      this.input.write(bytes);
    });
  }

  async close(): Promise<void> {
    if (this.ended === undefined && !this.input.writableEnded) this.input.end(wire.terminate);
    await this.session.ended.catch(() => undefined);
  }

  private hear(piece: Buffer): void {
    const { messages, rest } = wire.messagesIn(this.left.length === 0 ? piece : Buffer.concat([this.left, piece]));
    this.left = rest;
    for (const message of messages) this.take(message);
  }

  private take({ type, body }: wire.Message): void {
    const { current } = this;
    if (type === "N") return this.notice(wire.saidIn(body));
    if (current === undefined) return;
    // CommandComplete and EmptyQueryResponse end a statement; ReadyForQuery ends the exchange.
    if (type === "C" || type === "I") current.completed++;
    if (type === "T" && current.keeps) current.tables.push({ columns: wire.columnsIn(body), rows: [] });
    if (type === "D" && current.keeps) this.keep(current, body);
    if (type === "E") current.error ??= wire.saidIn(body);
    if (type === "G") this.input.write(wire.copyFail);
    if (type === "R" && body.readInt32BE(0) !== 0) current.fail(this.wantsPassword());
    if (type === "Z") {
      this.current = undefined;
      current.isOpen = body.toString("latin1") !== "I";
      current.done();
    }
  }

  private keep(current: Exchange, body: Buffer): void {
    current.bytes += body.length;
    if (current.bytes > mostBytes) {
      current.fail(
        new FleetError(
          "refused",
          `The answer is larger than ${mostBytes / 2 ** 20} MiB. Ask for fewer rows: add a limit.`,
        ),
      );
      this.current = undefined;
      // The rest of it is not worth waiting for.
      this.input.end();
      return;
    }
    const row = wire.rowIn(body);
    const last = current.tables.at(-1);
    if (last === undefined) current.rows.push(row);
    else last.rows.push(row);
  }

  private wantsPassword(): FleetError {
    return new FleetError("failed", `The database of ${this.name} asks postgres for a password on its own loopback; its pg_hba.conf should trust 127.0.0.1, as Supabase's does.`); // prettier-ignore
  }

  /** The server closed the connection, the container stopped, or the way to it broke. */
  private end(reason = this.said.trim()): void {
    const last = this.current?.error?.message;
    const why = last ?? (reason === "" ? "the connection was closed" : reason);
    this.ended = new FleetError("failed", `The database of ${this.name} does not answer: ${why}. "fleet logs ${this.name} db" says more.`); // prettier-ignore
    this.current?.fail(this.ended);
    this.current = undefined;
  }
}
