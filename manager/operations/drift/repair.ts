import type { Engine } from "../engines/engine";
import { FleetError } from "../errors";
import { mustBeAbleToLimit } from "../firstMade";
import { recorded } from "../apply";
import type { Host } from "../host";
import { type Running, begin, end, stopIfCancelled } from "../progress";
import type { Workspace } from "../workspace";
import { driftIn, repairOf } from "./drift";
import { wholeAgain } from "./live";
import { type Drifted, type Look, look } from "./look";
import { rewrite } from "./snippets";
import { takeAway } from "./stop";
import type { Drift } from "./types";
import type { Wanted } from "./wanted";

export interface RepairOptions {
  readonly only: string | undefined;
  /** What was shown and agreed to. */
  readonly agreed: Drift;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

/**
 * Puts back what drifted and nothing else, as one recorded job, and looks again.
 * @returns what is left after it: what cannot be put back, and hosts that did not answer.
 * @throws FleetError when something else drifted than what was agreed to, or when it does not stay put back.
 */
export async function repair(
  workspace: Workspace,
  { only, agreed, wait = 0 }: RepairOptions,
  running: Running,
): Promise<Drift> {
  const job = only === undefined ? "drift --repair" : `drift ${only} --repair`;
  return await recorded(workspace, { job, wait }, running, async () => {
    const seen = await look(workspace, only);
    if (summary(driftIn(workspace.stack, seen, only)) !== summary(agreed))
      throw new FleetError("refused", "Something else has drifted since this was shown. Nothing was done; look again.");
    await putBack(workspace.engine, seen, running);
    const after = driftIn(workspace.stack, await look(workspace, only), only);
    const again = repairs(after);
    if (again.length > 0)
      throw new FleetError(
        "failed",
        `Not as it should be after the repair: ${again.join(", ")}. "fleet drift" says more.`,
      );
    end(running, "looked again: what drifted is put back");
    return after;
  });
}

const everything = ({ instances, shared }: Drift) => [...instances.flatMap(({ resources }) => resources), ...shared];

const repairs = (drift: Drift): string[] =>
  everything(drift).flatMap(({ name, repair: by }) => (by === "none" ? [] : [name]));

const summary = (drift: Drift) =>
  JSON.stringify(
    everything(drift)
      .map(({ name, host, repair: by }) => [host, name, by])
      .sort(),
  );

async function putBack(engine: Engine, seen: Look, running: Running): Promise<void> {
  const drifted = seen.resources.filter(({ findings }) => findings.length > 0);
  const again = toMakeAgain(seen.resources);
  refusePending(engine, seen, again);
  const dockerOf = ({ host }: Pick<Wanted, "host">) => hostNamed(seen.hosts, host).docker;
  for (const { name, host, instance, finding } of seen.undeclared) {
    if (finding.repair !== "remove") continue;
    stopIfCancelled(running);
    begin(running, `remove ${name}`, instance);
    await dockerOf({ host }).getContainer(name).remove({ force: true });
  }
  for (const one of drifted) {
    if (one.wanted.kind !== "container" || again.includes(one.wanted)) continue;
    stopIfCancelled(running);
    await wholeAgain(dockerOf(one.wanted), one, running);
  }
  await makeAgain(engine, again, dockerOf, running);
  for (const { wanted, findings } of drifted) {
    if (wanted.kind !== "snippet" || repairOf(findings) !== "rewrite") continue;
    stopIfCancelled(running);
    begin(running, `write ${wanted.name}`, wanted.instance);
    await rewrite(wanted);
  }
}

/** Containers to replace, and networks that are gone, with all that were on them. */
function toMakeAgain(resources: readonly Drifted[]): Wanted[] {
  const replaced = resources.filter(({ findings }) => repairOf(findings) === "replace").map(({ wanted }) => wanted);
  const cut = new Set(replaced.filter(({ kind }) => kind === "network").map(({ instance }) => instance));
  return resources
    .map(({ wanted }) => wanted)
    .filter(
      (wanted) =>
        replaced.includes(wanted) ||
        (wanted.kind === "container" && wanted.instance !== undefined && cut.has(wanted.instance)),
    );
}

/** Resources that see to an instance's containers: roles and the limit of processes are set again in a new one. */
const withHelpers = (again: readonly Wanted[]): string[] => [
  ...again.map(({ resource }) => resource),
  ...new Set(
    again.flatMap(({ instance }) => (instance === undefined ? [] : [`${instance}-database`, `${instance}-ready`])),
  ),
];

/** An engine makes what the list says by now, so a change that nobody has agreed to would come along. */
function refusePending({ kind }: Engine, { model }: Look, again: readonly Wanted[]): void {
  if (again.length === 0) return;
  const touched = new Set(withHelpers(again));
  const pending = model.steps.filter(
    ({ action, name }) => action !== "same" && (kind === "embedded" || touched.has(name)),
  );
  if (pending.length === 0) return mustBeAbleToLimit({ kind }, model, []);
  throw new FleetError(
    "refused",
    `The list has changes that are not applied yet, and a replacement would apply them too. "fleet plan" shows them; run "fleet apply" first, or take them back. Nothing was changed.`,
  );
}

/**
 * The containers are stopped and removed here, in order, and the engine makes what is gone. It is the same way for both
 * engines, and for a container that somebody made again, which no engine knows by its id.
 */
async function makeAgain(
  engine: Engine,
  again: readonly Wanted[],
  dockerOf: (wanted: Wanted) => Host["docker"],
  running: Running,
) {
  if (again.length === 0) return;
  // The database comes first in the list of an instance, and goes last.
  for (const wanted of [...again].reverse()) {
    if (wanted.kind !== "container") continue;
    stopIfCancelled(running);
    begin(running, `stop and remove ${wanted.service ?? wanted.name}`, wanted.instance);
    await takeAway(dockerOf(wanted), wanted);
  }
  await engine.apply({ only: withHelpers(again), refresh: true }, running);
}

function hostNamed(hosts: readonly Host[], name: string): Host {
  const found = hosts.find((host) => host.name === name);
  if (found === undefined) throw new FleetError("config", `There is no host "${name}" in the list.`);
  return found;
}
