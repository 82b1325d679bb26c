import type { InstanceState, ServiceHealth } from "./types";

/** What the state of an instance is told from. */
export interface Facts {
  readonly name: string;
  /** What the list says of it. */
  readonly wanted: "active" | "paused";
  readonly services: readonly { readonly service: string; readonly health: ServiceHealth }[];
  /** Name of the job that is at work on the stack. */
  readonly job: string | undefined;
  /** What the state holds of it; asked for only when there is no container at all. */
  readonly recorded: () => Promise<"containers" | "volumes" | "nothing" | "unknown">;
}

export interface Told {
  readonly state: InstanceState;
  readonly notes: readonly string[];
}

/** Without these an instance answers nothing at all. */
const essential: readonly string[] = ["db", "gateway"];

/** The state of an instance, with the reason where it is not plain. */
export async function tellState(facts: Facts): Promise<Told> {
  const { name, wanted, services } = facts;
  const here = services.filter(({ health }) => health !== "missing");
  if (here.length === 0) return wanted === "paused" ? { state: "PAUSED", notes: [] } : await nothingThere(facts);
  const told = whatIsThere(facts);
  if (wanted !== "paused") return told;
  return { ...told, notes: [...told.notes, `The list says paused: "fleet apply" removes the containers of ${name}.`] };
}

async function nothingThere({ name, job, recorded }: Facts): Promise<Told> {
  if (job !== undefined) return { state: "CREATING", notes: [] };
  const known = await recorded();
  if (known === "containers")
    return {
      state: "FAILED",
      notes: [`Its containers were removed by somebody else: "fleet drift ${name} --repair" makes them again.`], // prettier-ignore
    };
  if (known === "volumes") return { state: "PAUSED", notes: [`The list says active: "fleet apply" resumes ${name}.`] };
  return { state: "CREATING", notes: [`Nothing of it is made yet: "fleet apply" makes it.`] };
}

function whatIsThere({ name, services, job }: Facts): Told {
  const are = (...wanted: ServiceHealth[]) => services.filter(({ health }) => wanted.includes(health));
  const names = (list: Facts["services"]) => list.map(({ service }) => service).join(", ");
  const missing = are("missing");
  const stopped = are("stopped");
  const down = are("stopped", "restarting");
  const goesUp = job !== undefined && !/^(stop|pause|delete)\b/.test(job);
  if (missing.length > 0 && goesUp) return { state: "CREATING", notes: [] };
  if (missing.length > 0)
    return { state: "FAILED", notes: [`There is no container for ${names(missing)}: "fleet drift ${name} --repair" puts it back, or "fleet apply" after one that was cut off.`] }; // prettier-ignore
  if (stopped.length > 0 && goesUp) return { state: "STARTING", notes: [] };
  if (stopped.length === services.length)
    return { state: "PAUSED", notes: [`It was stopped: "fleet start ${name}" starts it.`] };
  const sick = are("restarting", "unhealthy");
  const notes = [
    ...stopped.map(({ service }) => `${service} is stopped: "fleet start ${name} ${service}" starts it.`),
    ...sick.map(({ service, health }) => `${service} is ${inWords[health] ?? health}: "fleet logs ${name} ${service}" says more.`), // prettier-ignore
  ];
  if (down.some(({ service }) => essential.includes(service))) return { state: "FAILED", notes };
  if (notes.length > 0) return { state: "ACTIVE_UNHEALTHY", notes };
  return { state: are("starting").length > 0 ? "STARTING" : "ACTIVE_HEALTHY", notes };
}

const inWords: Partial<Record<ServiceHealth, string>> = { restarting: "ending again and again" };
