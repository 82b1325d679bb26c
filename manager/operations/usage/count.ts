import { containerName, volumeName } from "../../../components/config/names";
import { volumeRoles } from "../../../components/volumes";
import type { Placed } from "../containers";
import { type Host, orMissing } from "../host";
import type { Request } from "../metrics/accessLog";
import { cursorAt, readRequests } from "../metrics/gatewayLog";
import { perHost, perInstance } from "../status/perHost";
import { type Sizes, sizesOf } from "../status/usage";
import type { Workspace } from "../workspace";
import { type Entry, type Month, type Seen, type Tally, counted, monthOf } from "./entry";
import { type Addition, add, newest } from "./monthFile";

export interface CountOptions {
  /** Whether Docker counts the volumes anew, which walks them. The size of before counts on otherwise. */
  readonly sizes: boolean;
}

/**
 * Counts what every instance used since it was counted last. What does not answer is counted the next time, as far as it still
 * tells then. @throws FleetError when the stack file is wrong.
 */
export async function count(workspace: Workspace, { sizes }: CountOptions): Promise<void> {
  const before = newest(workspace);
  const found = await perHost(workspace, async (on) => {
    const sized = sizes && on.answers ? await sizesOf(on.host) : undefined;
    return await perInstance(on, (instance) => look(instance, before[instance.spec.name], sized));
  });
  const additions = found.flat().flatMap(([name, seen]): [string, Addition][] => {
    return seen === undefined ? [] : [[name, { before: before[name], entries: counted(before[name], seen) }]];
  });
  add(workspace, new Map(additions));
}

async function look(
  { spec: { name }, host }: Placed,
  before: Entry | undefined,
  sizes: Sizes | undefined,
): Promise<Seen> {
  const at = new Date();
  const from = before?.cursor ?? cursorAt(at);
  const tallies = new Map<Month, Tally>();
  const [cursor, runsSince] = await Promise.all([
    // One that was never seen begins now.
    before === undefined ? from : orMissing(readRequests(host, name, from, (request) => addTo(tallies, request))),
    runningSince(host, name),
  ]);
  return { at, cursor: cursor ?? from, tallies, runsSince, stored: storedBy(name, sizes) };
}

export function addTo(
  tallies: Map<Month, Tally>,
  { at, status, bytes }: Pick<Request, "at" | "status" | "bytes">,
): void {
  const month = monthOf(at);
  const { requests, errors, egress, last } = tallies.get(month) ?? { requests: 0, errors: 0, egress: 0, last: at };
  tallies.set(month, {
    requests: requests + 1,
    errors: errors + (status >= 500 ? 1 : 0),
    egress: egress + bytes,
    last: at > last ? at : last,
  });
}

async function runningSince({ docker }: Host, instance: string): Promise<Date | undefined> {
  const found = await orMissing(docker.getContainer(containerName(instance, "db")).inspect());
  return found?.State.Running === true ? new Date(found.State.StartedAt) : undefined;
}

function storedBy(instance: string, sizes: Sizes | undefined): number | undefined {
  if (sizes === undefined) return undefined;
  const known = volumeRoles.flatMap((role) => sizes.volumes.get(volumeName(instance, role)) ?? []);
  return known.reduce((sum, bytes) => sum + bytes, 0);
}
