import { rmSync } from "node:fs";
import { readStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { deployedFolder, stagedFolder } from "./store";

/**
 * Removes the functions that came through an API for an instance, unless the stack file still names where they lie.
 * @param options whether those go too that wait to be served; they do when unset.
 */
export function forgetFunctions(workspace: Workspace, instance: string, { staged = true } = {}): void {
  const folder = deployedFolder(workspace, instance);
  const waiting = stagedFolder(workspace, instance);
  const isNamed = readStackFile(workspace)
    .text.split(/[\s"',}]+/)
    .includes(folder);
  const gone = isNamed ? [] : [folder, `${folder}.files`, `${folder}.before`];
  if (staged) gone.push(waiting, `${waiting}.files`);
  for (const each of gone) rmSync(each, { recursive: true, force: true });
}
