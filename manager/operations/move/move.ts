import { recorded } from "../apply";
import { FleetError } from "../errors";
import { model } from "../model";
import type { Running } from "../progress";
import { readStackFile } from "../stackFile";
import { gate } from "../upgrade/gate";
import type { Workspace } from "../workspace";
import { arrive } from "./arrive";
import { backAfter, goBack } from "./back";
import { journalOf } from "./journal";
import { openMove, recordOf, volumesOn } from "./moving";
import type { Prepared } from "./prepare";
import { goThere } from "./there";
import type { Moved } from "./types";

/**
 * Takes an instance with its data to another host. Everything is copied while it serves; then it stops for what was written
 * meanwhile and for its start over there. What fails goes back by itself.
 * @throws FleetError; the instance is where it was then, unless the message says otherwise.
 */
export async function move(
  workspace: Workspace,
  { plan, read, entry }: Prepared,
  { wait = 0 }: { wait?: number },
  running: Running,
): Promise<Moved> {
  const { name, to } = plan;
  const began = Date.now();
  return await recorded(workspace, { job: `move ${name} --host ${to}`, wait }, running, async () => {
    const left = recordOf(workspace, name);
    if (readStackFile(workspace).read !== read || (left !== undefined && left.phase !== "done"))
      throw new FleetError("busy", `${workspace.stackFile} was changed since the checks. Nothing was changed; run this again.`); // prettier-ignore
    journalOf(workspace).set(name, { ...entry, since: new Date().toISOString(), phase: "copy" });
    const moving = await openMove(workspace, name, running);
    try {
      const sizes = await goThere(moving, plan.pulls);
      return await arrive(moving, sizes, began);
    } catch (error) {
      return await backAfter(moving, error);
    }
  });
}

/** Goes on with a move whose data was whole on the new host when it was killed. */
export async function resumeMove(workspace: Workspace, name: string, running: Running, wait = 0): Promise<Moved> {
  return await recorded(workspace, { job: `move ${name} (goes on)`, wait }, running, async () => {
    const moving = await openMove(workspace, name, running);
    const { phase } = moving.entry();
    if (phase !== "switch" && phase !== "settle")
      throw new FleetError("refused", `The data of ${name} was not copied to its end: fleet move ${name} --undo`);
    return await arrive(moving, { copied: 0, rest: 0 }, Date.now());
  });
}

/** Brings an instance back to the host where a move has found it. */
export async function undoMove(workspace: Workspace, name: string, running: Running, wait = 0): Promise<void> {
  await recorded(workspace, { job: `move ${name} --undo`, wait }, running, async () => {
    const moving = await openMove(workspace, name, running);
    const { phase, to } = moving.entry();
    if (phase === "settle" || phase === "done")
      throw new FleetError("refused", `${name} serves on host ${to}. To take it back with its data, move it: fleet move ${name} --host ${moving.entry().from}`); // prettier-ignore
    await goBack(moving);
  });
}

/**
 * Removes the data that a move has left on the old host, once the instance is well on the new one.
 * @returns the volumes. @throws FleetError when there was no move, or the instance is not well.
 */
export async function cleanAfterMove(workspace: Workspace, name: string, running: Running): Promise<string[]> {
  return await recorded(workspace, { job: `move ${name} --clean` }, running, async () => {
    if (recordOf(workspace, name)?.phase !== "done")
      throw new FleetError("usage", `${name} was not moved by this command, or the move is not through: there is nothing to clean.`); // prettier-ignore
    const known = await model(workspace);
    const { from, to, subjectOn } = await openMove(workspace, name, running);
    if (!known.fleet.instances.some((each) => each.name === name && each.host.name === to.host.name))
      throw new FleetError("refused", `${name} is not on host ${to.host.name} any more. Nothing was changed.`);
    await gate({ target: to, subject: () => subjectOn(to) }, to.spec, running);
    const left = await volumesOn(from);
    for (const volume of left) await from.host.docker.getVolume(volume).remove();
    journalOf(workspace).remove(name);
    return left;
  });
}
