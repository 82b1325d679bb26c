import { FleetError } from "../errors";
import { recorded } from "../apply";
import { type Running, begin, end, stopIfCancelled } from "../progress";
import type { Workspace } from "../workspace";
import { editStackFile } from "./edit";
import { type Journal, readJournal, removeJournal, removeOverlap, writeJournal, writeOverlap } from "./journal";
import { planned } from "./planned";
import type { Rotation, RotationOptions } from "./prepare";
import { type Proof, prove } from "./proof/proof";

/** What a rotation came to; no secret. */
export interface Rotated {
  readonly instance: string;
  readonly mode: Journal["mode"];
  readonly secrets: Journal["secrets"];
  readonly proofs: readonly Proof[];
  /** ISO 8601: until when tokens of the old signing key count. */
  readonly overlapUntil?: string;
}

export interface RotateOptions extends RotationOptions {
  /** The rotation that was agreed to. */
  readonly agreed: Rotation;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

/**
 * Rotates secrets as one recorded job: list, apply, real logins. Killed at any step, the same call goes on from there.
 * @throws FleetError when it is refused, fails, or a login does not come out as it should.
 */
export async function rotate(workspace: Workspace, options: RotateOptions, running: Running): Promise<Rotated> {
  const { agreed, wait = 0 } = options;
  const { instance, journal, plan } = agreed;
  const job = `rotate ${instance} ${journal.wanted}${journal.mode === "finish" ? " --finish" : ""}`;
  return await recorded(workspace, { job, plan, wait }, running, async () => {
    await stillTheSame(workspace, options);
    return await goOn(workspace, agreed, running);
  });
}

/** Between question and answer somebody else may have rotated, edited or applied. */
async function stillTheSame(workspace: Workspace, { agreed, ...options }: RotateOptions): Promise<void> {
  const { instance, journal, resumed, plan } = agreed;
  const begun = readJournal(workspace, instance);
  const sameBeginning = resumed ? JSON.stringify(begun) === JSON.stringify(journal) : begun === undefined;
  if (sameBeginning && (await planned(workspace, journal, options)).plan.hash === plan.hash) return;
  throw new FleetError("refused", "The list or the state has changed since the plan was shown. Nothing was done; run this again."); // prettier-ignore
}

async function goOn(workspace: Workspace, { journal: begun, resources }: Rotation, running: Running): Promise<Rotated> {
  const { instance, secrets, mode, overlap } = begun;
  let journal = begun;
  const reached = (step: Journal["step"]) => {
    journal = { ...journal, step };
    writeJournal(workspace, journal);
  };
  if (journal.step === "begun") {
    reached("begun");
    begin(running, "writing the list", instance);
    editStackFile(workspace, journal, instance);
    reached("written");
    stopIfCancelled(running);
  }
  if (journal.step === "written") {
    begin(running, "applying", instance);
    await workspace.engine.apply(resources === undefined ? {} : { only: resources }, running);
    reached("applied");
    stopIfCancelled(running);
  }
  begin(running, "logging in with the new values and with the old ones", instance);
  const { proofs, tokenLife } = await prove(workspace, journal, running);
  const failed = proofs.filter(({ result }) => result === "failed");
  if (failed.length > 0) throw new FleetError("failed", failureOf(journal, failed));
  const until = overlap ? new Date(Date.now() + tokenLife * 1000) : undefined;
  if (until !== undefined) writeOverlap(workspace, instance, until);
  else if (secrets.some(({ secret }) => secret === "jwtKeys")) removeOverlap(workspace, instance);
  removeJournal(workspace, instance);
  end(running, mode === "finish" ? "finished" : "rotated", instance);
  return { instance, mode, secrets, proofs, ...(until === undefined ? {} : { overlapUntil: until.toISOString() }) };
}

function failureOf({ instance, wanted, mode }: Journal, failed: readonly Proof[]): string {
  const command = `fleet rotate ${instance} ${wanted}${mode === "finish" ? " --finish" : ""}`;
  return [
    `The new values are in place, but not every login came out as it should:`,
    ...failed.map(({ login, seen }) => `  ${login}: ${seen}`),
    `Look at "fleet status ${instance}"; "${command}" repeats the logins.`,
  ].join("\n");
}
