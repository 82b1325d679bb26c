import { recorded } from "../apply";
import { FleetError } from "../errors";
import { type Model, model } from "../model";
import { type Running, end } from "../progress";
import { type Target, targetOf } from "../snapshot/target";
import { subjectsOf } from "../verify/subjects";
import type { Workspace } from "../workspace";
import { type Choice, choose, listBackups } from "./backups";
import type { Comparison } from "./compare";
import { type Copying, stageFor } from "./copied";
import { type Interrupted, interruptedRestore } from "./journal";
import { type Manifest, readManifest } from "./manifest";
import { repositoryOf } from "./repository";
import { type Swapped, undo, swap } from "./swap";

export interface RestoreRequest {
  /** Instance whose data is replaced. */
  readonly name: string;
  /** As `choose` takes it. */
  readonly to: string;
  /** Part of the data; all of it when unset. */
  readonly only?: "database" | "storage" | undefined;
}

/** What a restore would bring, before it is agreed to. Without secrets. */
export interface RestorePreview {
  readonly instance: string;
  readonly backup: string;
  /** ISO 8601; unset for everything that the log has after the backup. */
  readonly moment: string | undefined;
  readonly tables: number;
  readonly rows: number;
  readonly objects: number;
  readonly only?: RestoreRequest["only"];
  /** Images of the backup that are others now. */
  readonly otherImages: readonly { readonly service: string; readonly backup: string; readonly now: string }[];
  readonly interrupted?: Interrupted | undefined;
}

/** What a restore came to. */
export interface Restored extends Swapped {
  readonly instance: string;
  readonly backup: string;
  readonly moment: string | undefined;
  /** Seconds, all in all. */
  readonly seconds: number;
  readonly comparison: Comparison;
}

/** Looks at the store and chooses; nothing is touched. @throws FleetError when there is no such backup, or no way to it. */
export async function previewRestore(workspace: Workspace, request: RestoreRequest): Promise<RestorePreview> {
  const known = await model(workspace);
  const target = targetOf(known.fleet, request.name);
  const { choice, manifest } = await chosen(known, target, request);
  return previewOf(workspace, target, request, { choice, manifest });
}

export function previewOf(
  workspace: Workspace,
  { name, spec }: Target,
  { only }: RestoreRequest,
  { choice: { backup, moment }, manifest }: { readonly choice: Choice; readonly manifest: Manifest },
): RestorePreview {
  const images = Object.entries(manifest.fleet.images).flatMap(([service, image]) => {
    const now = (spec.images as Readonly<Record<string, string>>)[service]; // a later release may have other services
    return now === undefined || now === image ? [] : [{ service, backup: image, now }];
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
  return {
    instance: name,
    backup: backup.id,
    moment: moment === undefined ? backup.at : moment === "end" ? undefined : moment,
    tables: manifest.tables.length,
    rows: sum(manifest.tables.map(({ rows }) => rows)),
    objects: sum(manifest.buckets.map(({ objects }) => objects)),
    only,
    otherImages: images,
    interrupted: interruptedRestore(workspace, name),
  };
}

async function chosen(known: Model, target: Target, { to }: RestoreRequest) {
  const repository = repositoryOf(known, target.name);
  const choice = choose(await listBackups(target.host, repository), to, target.name);
  return { repository, choice, manifest: await readManifest(target.host, repository, choice.backup) };
}

/**
 * Restores an instance: the copy is fetched, recovered and compared while the instance serves; only then it stops, keeps its
 * data as a snapshot, and gets the copy. A restore that was killed is undone first.
 * @throws FleetError; the instance is as it was then.
 */
export async function restore(
  workspace: Workspace,
  request: RestoreRequest & { readonly wait?: number; readonly agreed?: RestorePreview | undefined },
  running: Running,
): Promise<Restored> {
  const { name, wait = 0, agreed } = request;
  return await recorded(workspace, { job: `restore ${name}`, wait }, running, async () => {
    const known = await model(workspace);
    const target = targetOf(known.fleet, name);
    if (interruptedRestore(workspace, name) !== undefined) await undo(swappingOf(workspace, target, known), running);
    const { repository, choice } = await chosen(known, target, request);
    if (agreed !== undefined && agreed.backup !== choice.backup.id)
      throw new FleetError("refused", `A newer backup came meanwhile (${choice.backup.id}). Nothing was changed; run this again.`); // prettier-ignore
    return await restoreInto(workspace, { known, target, repository, choice, only: request.only }, running);
  });
}

/** Undoes a restore that did not come to its end. @returns whether there was one. */
export async function undoRestore(workspace: Workspace, name: string, running: Running): Promise<boolean> {
  return await recorded(workspace, { job: `restore ${name} --undo` }, running, async () => {
    const known = await model(workspace);
    return await undo(swappingOf(workspace, targetOf(known.fleet, name), known), running);
  });
}

const swappingOf = (workspace: Workspace, target: Target, known: Model) => ({
  workspace,
  target,
  subject: () => subjectsOf(known).get(target.name),
});

async function restoreInto(
  workspace: Workspace,
  into: Copying & Pick<RestoreRequest, "only">,
  running: Running,
): Promise<Restored> {
  const { known, target, choice, only } = into;
  const began = Date.now();
  const { snapshot: copy, comparison } = await stageFor(into, running);
  const roles = only === undefined ? undefined : only === "database" ? ["db-data", "db-config"] : ["storage"];
  const digests = Object.fromEntries(Object.entries(copy.digests).filter(([role]) => roles?.includes(role) ?? true));
  const swapped = await swap(swappingOf(workspace, target, known), { ...copy, digests }, running);
  end(running, `restored, ${swapped.down} s down`, target.name);
  const moment = choice.moment === "end" ? undefined : (choice.moment ?? choice.backup.at);
  const seconds = Math.round((Date.now() - began) / 1000);
  return { instance: target.name, backup: choice.backup.id, moment, seconds, comparison, ...swapped };
}
