import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type { Session, Streams } from "./exec";

/** Runs a command without input and collects what it says. */
export async function captured(run: (streams: Streams) => Promise<Session>) {
  const streams = { input: new PassThrough(), output: new PassThrough(), error: new PassThrough() };
  streams.input.end();
  const said = Promise.all([text(streams.output), text(streams.error)]);
  const { ended } = await run(streams);
  const code = await ended;
  streams.output.end();
  streams.error.end();
  const [stdout, stderr] = await said;
  return { code, stdout, stderr };
}
