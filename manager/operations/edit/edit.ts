import { isDeepStrictEqual } from "node:util";
import { recorded } from "../apply";
import { examineNewHosts } from "../doctor/newHosts";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { type Model, model } from "../model";
import { type PlannedSecret, plannedSecrets } from "../offer/secrets";
import { planOf } from "../plan/plan";
import type { Plan } from "../plan/types";
import { type Running, end } from "../progress";
import { type StackFile, readStackFile, textOf, writeStackFile } from "../stackFile";
import { mustNotBeUnderWay } from "../underWay";
import type { Workspace } from "../workspace";
import { withDraft } from "./draft";
import { refusePlainSecrets } from "./plainSecrets";

/** A change of the list in the stack file. */
export interface Edit {
  /** For the audit log, such as `set blog auth.siteUrl`: never a value. */
  readonly job: string;
  /** The instance that it is about. */
  readonly name: string;
  /** Works on the tree. It may be called again, on a newer file. @throws FleetError when it cannot be done. */
  change(file: StackFile, workspace: Workspace): Promise<void> | void;
}

/** What an edit would come to. */
export interface Proposal {
  readonly plan: Plan;
  /** Whether the file would be another. */
  readonly edited: boolean;
  /** Addresses of the instance, once it runs. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Those that a new instance would have; of no other. */
  readonly secrets?: readonly PlannedSecret[] | undefined;
}

export interface Carrying {
  /** What was shown and agreed to. Another plan is then refused; unset, whatever comes of the edit is done. */
  readonly agreed?: Plan | undefined;
  /** Whether to apply as well, or to change the file alone. */
  readonly apply: boolean;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
  /** Whether a host that gets its first instance is left unexamined. */
  readonly skipDoctor?: boolean | undefined;
}

/**
 * What an edit would do; nothing is written.
 * @throws FleetError naming every setting that would be wrong.
 */
export async function propose(workspace: Workspace, edit: Edit): Promise<Proposal> {
  return (await consider(workspace, edit)).proposal;
}

/**
 * Edits the list and makes it true, as one job: read, check, write and apply happen while it holds the stack, so that of two
 * at once none is lost. Nobody is asked meanwhile: what was agreed to before is compared with what it has become.
 * @throws FleetError when the edit is wrong or refused, with nothing written.
 */
export async function carryOut(
  workspace: Workspace,
  edit: Edit,
  { agreed, apply, wait = 0, skipDoctor = false }: Carrying,
  running: Running,
): Promise<Proposal> {
  return await recorded(workspace, { job: edit.job, plan: agreed, wait }, running, async (planned) => {
    mustNotBeUnderWay(workspace, edit.name);
    const { proposal, file, fleet } = await consider(workspace, edit);
    planned(proposal.plan);
    if (agreed !== undefined && agreed.hash !== proposal.plan.hash)
      throw new FleetError(
        "refused",
        "Somebody changed the list or the stack meanwhile, so the plan is another. Nothing was written; run this again.",
      );
    if (proposal.plan.refusals.length > 0)
      throw new FleetError("refused", `${proposal.plan.refusals.join("\n\n")}\nNothing was written.`);
    if (apply && !skipDoctor) await examineNewHosts(fleet, proposal.plan, running);
    writeStackFile(workspace, file);
    if (!apply) return proposal;
    await workspace.engine.apply({}, running);
    end(running, "applied");
    return proposal;
  });
}

interface Considered {
  readonly proposal: Proposal;
  readonly file: StackFile;
  readonly fleet: Model["fleet"];
}

async function consider(workspace: Workspace, edit: Edit): Promise<Considered> {
  const file = readStackFile(workspace);
  const before: unknown = file.document.toJS();
  await edit.change(file, workspace);
  const answer = await withDraft(workspace, textOf(file), async (draft) => {
    await fleetOf(draft); // Tells a wrong setting at once, where running the program takes seconds.
    return await model(draft, "plan");
  });
  refusePlainSecrets(file, edit.name, answer);
  const proposal = {
    plan: planOf(workspace.stack, answer),
    edited: !isDeepStrictEqual(before, file.document.toJS()),
    addresses: addressesOf(answer, edit.name),
    secrets: plannedSecrets(answer, edit.name),
  };
  return { proposal, file, fleet: answer.fleet };
}

function addressesOf({ outputs }: Model, name: string): Record<string, string> {
  const { apiUrl, studioUrl, mailUrl } = outputs[name] ?? {};
  const known = Object.entries({ API: apiUrl, Studio: studioUrl, Mail: mailUrl });
  return Object.fromEntries(known.flatMap(([what, url]) => (url === undefined ? [] : [[what, url]])));
}
