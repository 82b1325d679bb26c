import type { Fleet } from "../../../components/spec";
import { FleetError } from "../errors";
import { placeFor } from "../edit/place";
import { withJob } from "../job";
import { model } from "../model";
import { planOf } from "../plan/plan";
import type { Running } from "../progress";
import { type Target, targetOf } from "../snapshot/target";
import { entryOf, readStackFile } from "../stackFile";
import { fieldsOf, withFields } from "../upgrade/entries";
import { mustBeApplied } from "../upgrade/prepare";
import { mustNotBeUpgrading } from "../upgradePostgres/journal";
import { subjectsOf } from "../verify/subjects";
import type { Workspace } from "../workspace";
import { check } from "./checks";
import type { Entry } from "./journal";
import { fieldsIn, settingsTouched } from "./session";
import type { MovePlan, MoveRequest } from "./types";

/** A move that was looked at and can begin. */
export interface Prepared {
  readonly plan: MovePlan;
  /** Hash of the stack file that it was made from. */
  readonly read: string;
  readonly entry: Pick<Entry, "from" | "to" | "old" | "placed">;
}

/**
 * Looks at everything that can be known before anything is touched.
 * @throws FleetError naming all that stands against it.
 */
export async function prepareMove(
  workspace: Workspace,
  { name, to }: MoveRequest,
  wait: number,
  running: Running,
): Promise<Prepared> {
  const job = `move ${name} --host ${to} --dry-run`;
  return await withJob(workspace, job, { wait, signal: running.signal }, async () => {
    if (workspace.engine.kind === "embedded")
      throw new FleetError("missing", "The embedded engine works on one Docker alone: a move takes the Pulumi CLI.");
    mustNotBeUpgrading(workspace, name);
    const file = readStackFile(workspace);
    const old = fieldsOf(entryOf(file, name), settingsTouched);
    const now = await model(workspace);
    const from = targetOf(now.fleet, name);
    mustMakeSense(now.fleet.hosts.map((host) => host.name), from, to); // prettier-ignore
    mustBeApplied(workspace, planOf(workspace.stack, now), [name]);
    const moved = await model(withFields(workspace, { [name]: fieldsIn("there", { old, to, placed: {} }) }));
    const placed = placedOf(name, moved.fleet, now.fleet);
    const later = await model(withFields(workspace, { [name]: fieldsIn("there", { old, to, placed }) }));
    const target = targetOf(later.fleet, name);
    const facts = await check(from, target, subjectsOf(now).get(name), running);
    const plan: MovePlan = { name, from: from.host.name, to, placed, ...facts, notes: notesOn(from, target) };
    return { plan, read: file.read, entry: { from: from.host.name, to, old, placed } };
  });
}

function mustMakeSense(hosts: readonly string[], { name, host, spec }: Target, to: string): void {
  if (!hosts.includes(to)) throw new FleetError("usage", `There is no host "${to}" in the list. There are: ${hosts.join(", ")}.`); // prettier-ignore
  if (host.name === to) throw new FleetError("usage", `${name} is on host ${to} already.`);
  if (spec.config.state === "paused") throw new FleetError("refused", `${name} is paused, so nothing can tell whether it is well: "fleet resume ${name}" first. Nothing was changed.`); // prettier-ignore
}

/** Where a neighbour's place is in the way, a free one is written down. */
function placedOf(name: string, after: Fleet, before: Fleet): Record<string, string | number> {
  const own = after.instances.find((instance) => instance.name === name);
  const { ports, subnet } = placeFor(name, after, before);
  const changed = Object.entries(ports).filter(
    ([role, port]) => own?.ports[role as keyof typeof own.ports]?.port !== port,
  ); // placeFor's own roles
  return {
    ...Object.fromEntries(changed.map(([role, port]) => [`ports.${role}`, port])),
    ...(subnet === undefined || subnet === own?.subnet ? {} : { subnet }),
  };
}

function notesOn({ host, spec }: Target, to: Target): string[] {
  const { backup, storage } = spec.config;
  const folder = backup?.store.backend === "folder" ? backup.store.path : undefined;
  return [
    ...(spec.host.edge.mode === "none" ? [] : [`Its names have to lead to host ${to.host.name}: change their DNS when the move is through.`]), // prettier-ignore
    ...(folder === undefined ? [] : [`Its backups in ${folder} stay on host ${host.name}; on ${to.host.name} new ones begin.`]), // prettier-ignore
    ...(storage.store.backend === "s3" ? ["Its files in S3 stay where they are."] : []),
  ];
}
