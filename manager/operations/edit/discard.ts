import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { exportKeys } from "../backup/keyFile";
import { branchesIn } from "../branches/branches";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { wait as patience } from "../jobs";
import type { Running } from "../progress";
import { secretResource } from "../rotate/prepare";
import { namesIn, readStackFile } from "../stackFile";
import { type Workspace, kept } from "../workspace";
import { remove } from "./remove";

/**
 * Deletes an instance for somebody who cannot be asked anything: the key to its backups, which goes with it, is written into a
 * file of `.supabase-fleet/keys` before.
 * @param wait seconds to wait for another job to end.
 * @throws FleetError when it has branches, or as `remove`.
 */
export async function discard(
  workspace: Workspace,
  name: string,
  running: Running,
  { wait = patience }: { readonly wait?: number } = {},
): Promise<void> {
  const branches = branchesIn(workspace).filter(isThere(workspace)).filter(({ parent }) => parent === name); // prettier-ignore
  if (branches.length > 0)
    throw new FleetError("refused", `${name} has branches: ${branches.map((branch) => branch.name).join(", ")}. Delete them first. Nothing was deleted.`); // prettier-ignore
  if (await makesBackups(workspace, name)) {
    const path = kept(workspace, "keys", `${name}.${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.json`);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    await exportKeys(workspace, { path, only: name, wait }, running);
  }
  await remove(workspace, name, { apply: true, wait }, running);
}

function isThere(workspace: Workspace) {
  const names = namesIn(readStackFile(workspace));
  return ({ instance }: { readonly instance: string }) => names.includes(instance);
}

/** A copy of another has a store by the defaults, and never wrote into it; what was never applied has no key yet. */
async function makesBackups(workspace: Workspace, name: string): Promise<boolean> {
  const key = secretResource(name, "backupPassword", 1);
  if (!(await workspace.engine.stored()).some((resource) => resource.name === key)) return false;
  const spec = (await fleetOf(workspace)).instances.find((each) => each.name === name);
  const backup = spec?.config.backup;
  const isBranch = branchesIn(workspace).some(({ instance }) => instance === name);
  return backup !== undefined && (backup.enabled || !isBranch);
}
