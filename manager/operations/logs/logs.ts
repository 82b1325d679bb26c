import type { ServiceName } from "../../../components/config/services";
import { type Placed, askOf, containerOf, placed, serviceNamed } from "../containers";
import type { Workspace } from "../workspace";
import { followed } from "./follow";
import { masked } from "./frames";
import { type Line, Lines } from "./lines";

/** A line of an instance's logs, without what would give a secret away. */
export interface LogLine extends Line {
  readonly service: ServiceName;
}

export interface LogOptions {
  /** All when none is given. */
  readonly services?: readonly string[];
  readonly since?: Date;
  /** Lines of each service at most; all when unset. */
  readonly tail?: number;
  readonly grep?: RegExp;
  /** Goes on with what is written from now on, until `signal` ends it; containers that are replaced meanwhile are followed on. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** The logs of an instance's services as one, in the order of time, secrets hidden. @throws FleetError when a container is not there. */
export async function* logs(workspace: Workspace, name: string, options: LogOptions): AsyncGenerator<LogLine> {
  const [instance] = await placed(workspace, [name]);
  if (instance === undefined) return;
  const named = (options.services ?? []).map((service) => serviceNamed(instance.spec, service));
  const services = named.length > 0 ? named : instance.spec.services;
  const matches = ({ text }: Line) => options.grep?.test(text) ?? true;
  const shown = (line: LogLine): LogLine => ({ ...line, text: masked(line.text) });
  const histories = await Promise.all(services.map((service) => historyOf(instance, service, options)));
  const all = histories.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  yield* all.map(shown).filter(matches);
  if (!options.follow) return;
  const last = new Map(histories.flatMap((lines) => lines.at(-1) ?? []).map(({ service, at }) => [service, at]));
  for await (const written of followed(instance, services, last, options.signal)) {
    const line = shown(written);
    if (matches(line)) yield line;
  }
}

async function historyOf(instance: Placed, service: ServiceName, { since, tail }: LogOptions): Promise<LogLine[]> {
  const question = containerOf(instance, service).logs({
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(since === undefined ? {} : { since: since.getTime() / 1000 }),
    ...(tail === undefined ? {} : { tail }),
  });
  const lines = new Lines();
  const raw = await askOf(instance, service, question);
  return [...lines.push(raw), ...lines.rest()].map((line) => ({ ...line, service }));
}
