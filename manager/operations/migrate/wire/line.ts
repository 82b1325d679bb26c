import type { PassThrough } from "node:stream";
import { FleetError, messageOf } from "../../errors";
import type { Session } from "../../exec";
import * as wire from "./messages";

/** Bytes of rows that are kept of one exchange: a server must not run full because somebody selects a table. */
const mostBytes = 64 * 2 ** 20;

/** A question to the server and what it answers. */
export interface Exchange {
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
export class Line {
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
