import { recorded } from "./apply";
import { FleetError } from "./errors";
import { hostsOf } from "./host";
import { model } from "./model";
import type { Running } from "./progress";
import { type Snapshot, findSnapshot, listSnapshots, removeSnapshot } from "./snapshot/list";
import { targetOf } from "./snapshot/target";
import { Journal } from "./upgrade/journal";
import { mustNotBeUnderWay } from "./underWay";
import type { Workspace } from "./workspace";

/** Snapshots on the fleet's hosts, newest first: of one instance, or of all, those that have gone from the list included. */
export async function snapshotsOf(workspace: Workspace, instance?: string): Promise<Snapshot[]> {
  const { fleet } = await model(workspace);
  const hosts = instance === undefined ? hostsOf(fleet) : [targetOf(fleet, instance).host];
  return (await Promise.all(hosts.map((host) => listSnapshots(host, instance)))).flat();
}

/** @throws FleetError when there is none of this time, or an upgrade that did not end needs it. */
export async function dropSnapshot(
  workspace: Workspace,
  instance: string,
  time: string,
  running: Running,
): Promise<void> {
  const { fleet } = await model(workspace);
  await recorded(workspace, { job: `snapshots remove ${instance} ${time}` }, running, async () => {
    const needed = Journal.open(workspace)?.report() ?? [];
    if (needed.some((each) => each.name === instance && [each.snapshot, each.newer].includes(time)))
      throw new FleetError("refused", `An upgrade of ${instance} that did not end needs this snapshot. "fleet upgrade" goes on with it.`); // prettier-ignore
    mustNotBeUnderWay(workspace, instance);
    for (const host of hostsOf(fleet)) {
      if ((await listSnapshots(host, instance)).some((each) => each.time === time))
        return await removeSnapshot(host, instance, time);
    }
    const { host } = targetOf(fleet, instance);
    await findSnapshot(host, instance, time); // tells which there are
  });
}
