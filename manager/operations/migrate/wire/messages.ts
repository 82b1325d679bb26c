/** Messages of Postgres' protocol, version 3: https://www.postgresql.org/docs/current/protocol-message-formats.html */

/** A value as text; null is SQL's. */
export type Value = string | null;

export interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** What the server says of an error, or tells on the way. */
export interface Said {
  readonly severity: string;
  /** SQLSTATE, five letters. */
  readonly code: string;
  readonly message: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  /** Where a function was when it happened. */
  readonly where: string | undefined;
  /** Letter of the statement, from 1. */
  readonly position: number | undefined;
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};

const word = (text: string): Buffer => Buffer.from(`${text}\0`);

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

/** The first message; it alone has no type. */
export function startup(parameters: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [word(name), word(value)]);
  const body = Buffer.concat([int32(3 << 16), ...pairs, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
}

/** A statement on its own, as psql sends it. */
export const simple = (sql: string): Buffer => message("Q", word(sql));

/** A statement whose answer comes in text. It waits for `sync`: what goes before one sync is one exchange. */
export const extended = (sql: string, values: readonly Value[] = []): Buffer =>
  Buffer.concat([message("P", word(""), word(sql), int16(0)), bind(values), message("E", word(""), int32(0))]);

function bind(values: readonly Value[]): Buffer {
  const bound = values.flatMap((value) =>
    value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)],
  );
  return message("B", word(""), word(""), int16(0), int16(values.length), ...bound, int16(0));
}

/** Like `extended`; what its columns are comes before the rows. */
export const described = (sql: string, values: readonly Value[]): Buffer =>
  Buffer.concat([
    message("P", word(""), word(sql), int16(0)),
    bind(values),
    message("D", Buffer.from("P"), word("")),
    message("E", word(""), int32(0)),
  ]);

export const sync = message("S");
export const terminate = message("X");
export const copyFail = message("f", word("a migration has no data for COPY"));

/** What a server says before it closes the connection. @param code SQLSTATE. */
export const fatal = (code: string, text: string): Buffer =>
  message("E", word("SFATAL"), word("VFATAL"), word(`C${code}`), word(`M${text}`), Buffer.from([0]));

/** The whole messages that a buffer begins with, and what is left of it. */
export function messagesIn(buffer: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = [];
  let at = 0;
  while (at + 5 <= buffer.length) {
    const end = at + 1 + buffer.readInt32BE(at + 1);
    if (end > buffer.length) break;
    messages.push({ type: buffer.toString("latin1", at, at + 1), body: buffer.subarray(at + 5, end) });
    at = end;
  }
  return { messages, rest: buffer.subarray(at) };
}

export function saidIn(body: Buffer): Said {
  const fields = new Map(
    body
      .toString("utf8")
      .split("\0")
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  const position = fields.get("P");
  return {
    severity: fields.get("V") ?? fields.get("S") ?? "ERROR",
    code: fields.get("C") ?? "",
    message: fields.get("M") ?? "",
    detail: fields.get("D"),
    hint: fields.get("H"),
    where: fields.get("W"),
    position: position === undefined ? undefined : Number(position),
  };
}

/** A column of an answer. */
export interface Column {
  readonly name: string;
  /** Number of its type in pg_type. */
  readonly type: number;
}

export function columnsIn(body: Buffer): Column[] {
  const columns: Column[] = [];
  let at = 2;
  for (let left = body.readInt16BE(0); left > 0; left--) {
    const end = body.indexOf(0, at);
    // Behind the name: table (4), its column (2), type (4), size (2), modifier (4), format (2).
    columns.push({ name: body.toString("utf8", at, end), type: body.readInt32BE(end + 7) });
    at = end + 19;
  }
  return columns;
}

export function rowIn(body: Buffer): Value[] {
  const row: Value[] = [];
  let at = 2;
  for (let column = body.readInt16BE(0); column > 0; column--) {
    const length = body.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : body.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return row;
}

/** An array of texts as Postgres reads it. */
export const arrayOf = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/[\\"]/g, "\\$&")}"`).join(",")}}`;
