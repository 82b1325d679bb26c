import { type ReleaseName, releaseNames } from "../../../components/release";
import { serviceNames } from "../../../components/config/services";
import { FleetError } from "../errors";
import { mustBeAbleToLimit } from "../firstMade";
import { type Model, model } from "../model";
import { planOf } from "../plan/plan";
import type { InstancePlan, Plan } from "../plan/types";
import type { Running } from "../progress";
import { entryOf, namesIn, readStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { check } from "./checks";
import { fieldsOf, wantedFields, withFields } from "./entries";
import type { Fields, UpgradePlan, UpgradeRequest } from "./types";
import { upgradables } from "./upgradable";
import { wavesOf } from "./waves";

/** An upgrade that was looked at and can begin. */
export interface Prepared extends UpgradePlan {
  /** Hash of the stack file that it was made from. */
  readonly read: string;
  readonly fields: Readonly<Record<string, { readonly old: Fields; readonly new: Fields }>>;
}

/**
 * Looks at everything that can be known before anything is touched.
 * @throws FleetError naming what stands against it.
 */
export async function prepareUpgrade(
  workspace: Workspace,
  request: UpgradeRequest,
  running: Running,
): Promise<Prepared> {
  const file = readStackFile(workspace);
  const names = request.all ? namesIn(file) : [...new Set(request.names)];
  if (names.length === 0) throw new FleetError("usage", "Which instance? Name one or more, or --all.");
  checkWords(request);
  const asked = request.release === undefined && Object.keys(request.images).length === 0;
  const wanted = wantedFields(asked ? { release: releaseNames[0], images: {} } : request);
  const fields = Object.fromEntries(names.map((name) => [name, { old: fieldsOf(entryOf(file, name), wanted), new: wanted }])); // prettier-ignore
  const edits = Object.fromEntries(names.map((name) => [name, wanted]));
  const [now, later] = await Promise.all([model(workspace), model(withFields(workspace, edits))]);
  mustBeApplied(workspace, planOf(workspace.stack, now), names);
  mustBeAbleToLimit(workspace.engine, now, names);
  const plan = planOf(workspace.stack, later);
  mustNotBeRefused(plan);
  const { going, skipped } = choose(names, plan, now);
  const waves = wavesOf(going, going.length === 0 ? undefined : request.canary, request.wave);
  const found = await check(upgradables(going, now, later), running);
  return { plan, waves, skipped, fields, read: file.read, ...found };
}

function checkWords({ release, images }: UpgradeRequest): void {
  if (release !== undefined && !releaseNames.includes(release as ReleaseName))
    throw new FleetError("usage", `There is no release ${release}. This version of fleet knows: ${releaseNames.join(", ")}.`); // prettier-ignore
  const known: readonly string[] = serviceNames;
  const wrong = Object.keys(images).find((service) => !known.includes(service));
  if (wrong !== undefined)
    throw new FleetError("usage", `There is no service "${wrong}". There are: ${known.join(", ")}.`);
}

/** What else is in the list would go along, and a roll-back would not know what was whose. */
export function mustBeApplied(
  { engine }: Workspace,
  { instances, shared, refusals }: Plan,
  names: readonly string[],
): void {
  const concerned = ({ name }: InstancePlan) => engine.kind === "embedded" || names.includes(name);
  const pending = instances.filter((each) => concerned(each) && each.action !== "none").map(({ name }) => name);
  if (pending.length > 0 || refusals.length > 0 || (engine.kind === "embedded" && shared.length > 0))
    throw new FleetError(
      "refused",
      `The list has changes that were not applied yet${pending.length === 0 ? "" : ` (${pending.join(", ")})`}; "fleet plan" shows them. Run "fleet apply" first, so that an upgrade is nothing but an upgrade. Nothing was changed.`,
    );
}

function mustNotBeRefused({ refusals }: Plan): void {
  if (refusals.length === 0) return;
  const major = refusals.some((reason) => /has data of Postgres \d+, on which/.test(reason));
  const hint = major
    ? `\nAn upgrade of images never changes the major version; "fleet upgrade-postgres <name>" goes from 15 to 17.`
    : "";
  throw new FleetError("refused", `${refusals.join("\n")}${hint}`);
}

function choose(names: readonly string[], plan: Plan, { fleet }: Model) {
  const skipped = names.flatMap((name) => {
    const paused = fleet.instances.find((instance) => instance.name === name)?.config.state === "paused";
    if (paused) return [{ name, reason: "it is paused; resume it first" }];
    const same = plan.instances.find((instance) => instance.name === name)?.action !== "change";
    return same ? [{ name, reason: "its images are those already" }] : [];
  });
  return { skipped, going: names.filter((name) => !skipped.some((each) => each.name === name)) };
}
