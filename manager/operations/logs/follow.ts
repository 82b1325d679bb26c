import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceName } from "../../../components/config/services";
import { type Placed, containerOf } from "../containers";
import { Lines } from "./lines";
import type { LogLine } from "./logs";

/** Milliseconds that lines wait for earlier ones of another service. */
const window = 150;
/** Milliseconds between two looks for a container that has ended. */
const pause = 1000;

/** What services write from now on, in the order of time as far as a moment's wait can tell. Ends with `signal`. */
export async function* followed(
  instance: Placed,
  services: readonly ServiceName[],
  /** Time of the last line that is known of each. */
  last: ReadonlyMap<ServiceName, string>,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<LogLine> {
  const waiting: LogLine[] = [];
  const begun = new Date().toISOString();
  const sources = services.map((service) =>
    follow(instance, service, last.get(service) ?? begun, (line) => waiting.push(line), signal),
  );
  const ended = Promise.all(sources);
  while (!signal.aborted) {
    await sleep(window, undefined, { signal }).catch(() => undefined);
    yield* waiting.splice(0).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }
  await ended;
}

/** Follows one service over the ends of its containers. */
async function follow(
  instance: Placed,
  service: ServiceName,
  from: string,
  tell: (line: LogLine) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = from;
  while (!signal.aborted) {
    try {
      const stream = await containerOf(instance, service).logs({
        stdout: true,
        stderr: true,
        timestamps: true,
        follow: true,
        since: Date.parse(last) / 1000,
        abortSignal: signal,
      });
      const lines = new Lines();
      for await (const piece of stream as AsyncIterable<Buffer>) {
        // no encoding is set, so pieces are bytes
        for (const line of lines.push(piece)) {
          // Docker counts whole seconds here on some versions: what was told already comes again.
          if (line.at <= last) continue;
          last = line.at;
          tell({ ...line, service });
        }
      }
    } catch {
      // Gone, or on its way to be replaced: the next look tells.
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
