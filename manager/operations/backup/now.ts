import { recorded } from "../apply";
import { FleetError } from "../errors";
import { model } from "../model";
import { type Running, end } from "../progress";
import { targetOf } from "../snapshot/target";
import type { Workspace } from "../workspace";
import { type Backup, listBackups } from "./backups";
import { repositoryOf } from "./repository";
import { execScript } from "./script";

/** Makes a backup now, by the same script that the clock starts. @throws FleetError when it fails, or one runs already. */
export async function backUp(
  workspace: Workspace,
  { name, wait = 0 }: { readonly name: string; readonly wait?: number },
  running: Running,
): Promise<Backup> {
  return await recorded(workspace, { job: `backup ${name}`, wait }, running, async () => {
    const known = await model(workspace);
    const target = targetOf(known.fleet, name);
    const repository = repositoryOf(known, name);
    await execScript(target, "exec sh /fleet/backup/backup.sh", running);
    const [newest] = await listBackups(target.host, repository);
    if (newest === undefined)
      throw new FleetError("failed", `The store shows no backup of ${name}, although one was just made.`);
    end(running, `backup ${newest.id} is complete`, name);
    return newest;
  });
}
