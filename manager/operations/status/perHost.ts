import { atOnce } from "../atOnce";
import { type Placed, placed } from "../containers";
import type { Host } from "../host";
import type { Workspace } from "../workspace";
import { look, questionsAtOnce, within } from "./look";

/** A host with what lies on it. */
export interface OnHost {
  readonly host: Host;
  readonly own: readonly Placed[];
  readonly answers: boolean;
}

/** Milliseconds that one instance has to answer in. */
const patience = 20_000;

/** Does something with the instances of every host, with all hosts at once. @throws FleetError when the stack file is wrong. */
export async function perHost<R>(workspace: Workspace, work: (on: OnHost) => Promise<R>): Promise<R[]> {
  const instances = await placed(workspace, []);
  const hosts = [...new Set(instances.map(({ host }) => host))];
  const working = hosts.map(async (host) => {
    const { problem } = await look(host);
    const own = instances.filter((instance) => instance.host === host);
    return await work({ host, own, answers: problem === undefined });
  });
  return await Promise.all(working);
}

/** Asks about every instance of a host. @returns by name what each answered, undefined where it was too late or none. */
export async function perInstance<R>(
  { host, own, answers }: OnHost,
  ask: (instance: Placed) => Promise<R | undefined>,
): Promise<(readonly [string, R | undefined])[]> {
  return await atOnce(questionsAtOnce(host), own, async (instance) => {
    const answer = answers ? await within(patience, ask(instance)) : undefined;
    return [instance.spec.name, answer];
  });
}
