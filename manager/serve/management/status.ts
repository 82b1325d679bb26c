import type { Job } from "../../operations/jobs";
import { status } from "../../operations/status";
import type { InstanceState, InstanceStatus } from "../../operations/status/types";
import type { Services } from "../services";

/** Supabase's word for each state of ours. */
const words = {
  CREATING: "COMING_UP",
  STARTING: "COMING_UP",
  ACTIVE_HEALTHY: "ACTIVE_HEALTHY",
  ACTIVE_UNHEALTHY: "ACTIVE_UNHEALTHY",
  PAUSED: "INACTIVE",
  FAILED: "INIT_FAILED",
  UNKNOWN: "UNKNOWN",
} as const satisfies Record<InstanceState, string>;

/** What a project is while one of our jobs is at work on it, by the first word of the job's name. */
const atWork: Readonly<Record<string, string>> = {
  create: "COMING_UP",
  clone: "COMING_UP",
  delete: "GOING_DOWN",
  pause: "PAUSING",
  resume: "COMING_UP",
  restart: "RESTARTING",
  restore: "RESTORING",
};

/** How each project is, by the instance's name; a container in the midst of a job is not sick. */
export async function statesOf({ workspace, jobs }: Services, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { instances } = await status(workspace, { names, depth: "health" });
  return new Map(instances.map((instance) => [instance.name, jobWord(jobs.all, instance.name) ?? wordFor(instance)]));
}

/** A project that comes while nobody makes it has a note that says so: a client that waits for it would wait for ever. */
export const wordFor = ({ state, notes, services }: Told): string =>
  state === "CREATING" && notes.length > 0 && services.every(({ health }) => health === "missing")
    ? "INIT_FAILED"
    : words[state];

interface Told extends Pick<InstanceStatus, "state" | "notes"> {
  readonly services: readonly Pick<InstanceStatus["services"][number], "health">[];
}

function jobWord(jobs: readonly Job[], name: string): string | undefined {
  const job = jobs.find(({ instance, ended }) => instance === name && ended === undefined);
  return job === undefined ? undefined : atWork[job.name.split(" ")[0] ?? ""];
}
