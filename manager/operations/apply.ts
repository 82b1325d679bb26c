import { record } from "./audit";
import { FleetError, messageOf } from "./errors";
import { withJob } from "./job";
import { examineNewHosts } from "./doctor/newHosts";
import { type Model, model } from "./model";
import { type Progress, type Running, end } from "./progress";
import { planOf } from "./plan/plan";
import type { Plan } from "./plan/types";
import type { ApplyOptions } from "./engines/engine";
import type { Workspace } from "./workspace";

export type { Progress };

export interface JobOptions extends ApplyOptions {
  /** The operation for the audit log, such as `set blog auth.siteUrl`; no secret. */
  readonly job: string;
  /** The plan that was agreed to. */
  readonly plan?: Plan;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
  /** Whether hosts that get their first instance are left unexamined. */
  readonly skipDoctor?: boolean | undefined;
}

/**
 * Makes the list true, as one recorded job. With a plan it is that plan or nothing: between question and answer somebody else
 * may have changed the list or the state.
 * @throws FleetError when it is refused or fails.
 */
export async function apply(workspace: Workspace, options: JobOptions, running: Running): Promise<void> {
  await recorded(workspace, options, running, async () => {
    if (options.plan !== undefined) {
      const { fleet } = await stillTheSame(workspace, options.plan);
      if (options.skipDoctor !== true) await examineNewHosts(fleet, options.plan, running);
    }
    await workspace.engine.apply(options, running);
    end(running, "applied");
  });
}

async function stillTheSame(workspace: Workspace, { hash }: Plan): Promise<Model> {
  const now = await model(workspace, "plan");
  if (planOf(workspace.stack, now).hash === hash) return now;
  throw new FleetError("refused", `The list or the state has changed since plan ${hash} was shown. Nothing was done; look at the new plan.`); // prettier-ignore
}

/** Runs work as the one job of a stack and writes into the audit log how it ended. Work that makes its plan itself tells it. */
export async function recorded<T>(
  workspace: Workspace,
  { job, plan, wait = 0 }: Pick<JobOptions, "job" | "plan" | "wait">,
  { signal }: Running,
  work: (planned: (plan: Plan) => void) => Promise<T>,
): Promise<T> {
  let carriedOut = plan;
  return await withJob(workspace, job, { wait, signal }, async () => {
    const told = (result: "done" | "failed" | "cancelled") =>
      record(workspace, { job, plan: carriedOut?.hash, result });
    try {
      const value = await work((now) => (carriedOut = now));
      told("done");
      return value;
    } catch (error) {
      told(error instanceof FleetError && error.kind === "cancelled" ? "cancelled" : "failed");
      throw error instanceof FleetError ? error : new FleetError("failed", messageOf(error), { cause: error });
    }
  });
}
