import { Transform, type TransformCallback } from "node:stream";

/** What is typed on: standard input, or a test's own. */
export interface Keys extends NodeJS.ReadableStream {
  setRawMode(isRaw: boolean): unknown;
  ref(): unknown;
  unref(): unknown;
}

/** A key together with Ctrl, Alt or Shift, as terminals write arrows and function keys. */
const modified = /\u001b\[\d+;\d+[A-Za-z~]/g;

/** Leaves out keys that mean nothing here, and that Ink stumbles over: it has no name for Ctrl with F1 (6.8). */
export class Typed extends Transform {
  readonly isTTY = true;

  constructor(private readonly keys: Keys) {
    super();
    keys.pipe(this);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(null, chunk.toString("utf8").replace(modified, ""));
  }

  setRawMode(isRaw: boolean): this {
    this.keys.setRawMode(isRaw);
    return this;
  }

  ref(): this {
    this.keys.ref();
    return this;
  }

  unref(): this {
    this.keys.unref();
    return this;
  }
}
