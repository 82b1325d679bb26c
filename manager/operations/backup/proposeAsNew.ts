import { copying } from "../edit/copy";
import { type Edit, type Proposal, propose } from "../edit/edit";
import { resuming } from "../edit/set";
import type { Workspace } from "../workspace";
import { type RestorePreview, previewRestore } from "./restore";

/** What bringing a backup up as a new instance would come to. Without secrets. */
export interface AsNewProposal extends Proposal {
  /** What the backup brings. */
  readonly preview: RestorePreview;
}

/** An instance and the backup of another one that it is to begin with. */
export interface AsNewRequest {
  /** Instance whose backup it is. */
  readonly from: string;
  readonly name: string;
  readonly host?: string | undefined;
  /** As `choose` takes it. */
  readonly to: string;
}

/**
 * Looks at the backup and at what the new instance would be once it runs; nothing is touched.
 * @throws FleetError when the name is taken, or there is no such backup.
 */
export async function proposeAsNew(
  workspace: Workspace,
  { from, name, host, to }: AsNewRequest,
): Promise<AsNewProposal> {
  const proposal = await propose(workspace, running(copying({ from, name, host, settings: {} })));
  return { ...proposal, preview: await previewRestore(workspace, { name: from, to }) };
}

/** A copy begins paused, so that its data is there before its containers are: the plan is of what comes of it. */
const running = (copy: Edit): Edit => ({
  ...copy,
  async change(file, workspace) {
    await copy.change(file, workspace);
    await resuming(copy.name).change(file, workspace);
  },
});
