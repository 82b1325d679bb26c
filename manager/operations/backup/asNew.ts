import { volumeName } from "../../../components/config/names";
import { apply, recorded } from "../apply";
import { FleetError } from "../errors";
import { type Edit, carryOut } from "../edit/edit";
import { resuming } from "../edit/set";
import { orMissing } from "../host";
import { type Model, model } from "../model";
import { withList } from "../otherList";
import { type Running, end } from "../progress";
import { help } from "../helperContainer";
import { removeSnapshot } from "../snapshot/list";
import { restoreSnapshot } from "../snapshot/restore";
import { type Target, targetOf } from "../snapshot/target";
import { namesIn, readStackFile } from "../stackFile";
import { gate } from "../upgrade/gate";
import { subjectsOf } from "../verify/subjects";
import type { Workspace } from "../workspace";
import type { Choice } from "./backups";
import type { Repository } from "./repository";
import { type Copied, stageFor } from "./copied";

export interface NewInstance {
  readonly name: string;
  /** Adds its entry to the list, paused. */
  readonly entry: Edit;
  readonly repository: Repository;
  readonly choice: Choice;
  /** SQL for the copy before anybody sees it. */
  readonly sql?: string | undefined;
  /** Seconds to wait, before each step, for another job to end. */
  readonly wait?: number;
}

/** What came up. */
export interface BroughtUp extends Omit<Copied, "snapshot"> {
  readonly instance: string;
  readonly backup: string;
  /** Seconds, all in all. */
  readonly seconds: number;
}

/**
 * Brings a backup up as an instance that is not there yet: its entry first, paused, then the data into its empty volumes, and
 * only then its containers, which so never see an empty database. Killed at any point, the same call goes on.
 */
export async function bringUp(workspace: Workspace, wanted: NewInstance, running: Running): Promise<BroughtUp> {
  const { name, entry, choice, wait = 0 } = wanted;
  const began = Date.now();
  if (!namesIn(readStackFile(workspace)).includes(name))
    await carryOut(workspace, entry, { apply: true, wait }, running);
  else await apply(workspace, { job: `apply for ${name}`, wait }, running);
  const { snapshot: _gone, ...copied } = await recorded(workspace, { job: `restore into ${name}`, wait }, running, async () => await fill(workspace, wanted, running)); // prettier-ignore
  await carryOut(workspace, resuming(name), { apply: true, wait }, running);
  const known = await model(workspace);
  const target = targetOf(known.fleet, name);
  await gate({ target, subject: () => subjectsOf(known).get(name) }, target.spec, running);
  end(running, "is up", name);
  return { instance: name, backup: choice.backup.id, seconds: Math.round((Date.now() - began) / 1000), ...copied };
}

async function fill(workspace: Workspace, wanted: NewInstance, running: Running): Promise<Copied> {
  const { name, repository, choice, sql } = wanted;
  const known = await asIfActive(workspace, name);
  const target = targetOf(known.fleet, name);
  await mustBeEmpty(target);
  const copied = await stageFor({ known, target, repository, choice, sql }, running);
  await restoreSnapshot(target, copied.snapshot, running);
  await removeSnapshot(target.host, name, copied.snapshot.time);
  return copied;
}

/** What the program would run for a paused instance. */
export const asIfActive = async (workspace: Workspace, name: string): Promise<Model> =>
  await model(
    withList(workspace, (entries) =>
      entries.map((entry) => (entry.name === name ? { ...entry, state: "active" } : entry)),
    ),
  );

/** @throws FleetError when the volume has a database: it is somebody's. */
async function mustBeEmpty({ host, name, spec }: Target): Promise<void> {
  const volume = volumeName(name, "db-data");
  if ((await orMissing(host.docker.getVolume(volume).inspect())) === undefined)
    throw new FleetError("failed", `The volume ${volume} was not made on host ${host.name}.`);
  const script = "[ -e /data/PG_VERSION ] && echo data || echo empty";
  const said = await help(host, { image: spec.images.db, instance: name, script, mounts: [{ volume, path: "/data", readOnly: true }] }); // prettier-ignore
  if (said.trim() === "empty") return;
  throw new FleetError("refused", `There is an instance "${name}" already, with data. Choose another name. If it is what an earlier call of this has left, "fleet resume ${name}" brings it up.`); // prettier-ignore
}
