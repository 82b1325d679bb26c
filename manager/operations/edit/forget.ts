import { branchesIn, forgetBranch } from "../branches/branches";
import { forgetGiven } from "../environment/given";
import { forgetFunctions } from "../functions/forget";
import type { Workspace } from "../workspace";

/** Removes what lies beside the stack file for an instance that is gone: the next one of its name is another. */
export function forgetInstance(workspace: Workspace, name: string): void {
  forgetGiven(workspace, name);
  forgetFunctions(workspace, name);
  for (const branch of branchesIn(workspace)) if (branch.instance === name) forgetBranch(workspace, branch);
}
