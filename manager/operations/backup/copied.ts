import { FleetError } from "../errors";
import { containerIn } from "../leaving/wanted";
import type { Model } from "../model";
import type { Running } from "../progress";
import type { Snapshot } from "../snapshot/list";
import type { Target } from "../snapshot/target";
import { adapt } from "./adapt";
import type { Choice } from "./backups";
import { type Comparison, compare } from "./compare";
import { readManifest } from "./manifest";
import type { Repository } from "./repository";
import { type Staging, keep, stage } from "./stage";

/** A backup of any instance, for any other. */
export interface Copying {
  readonly known: Model;
  readonly target: Target;
  readonly repository: Repository;
  readonly choice: Choice;
  /** SQL for the copy before anybody sees it, such as one that takes names away. */
  readonly sql?: string | undefined;
}

/** A copy that is the target's own, and what it holds. */
export interface Copied {
  readonly snapshot: Snapshot;
  readonly comparison: Comparison;
}

/** Fetches a backup for a target, compares it with what it says of itself, and makes it the target's own. */
export async function stageFor(copying: Copying, running: Running): Promise<Copied> {
  const { known, target, repository, choice, sql } = copying;
  const staging: Staging = await stagingOf(known, target, repository, choice);
  const { manifest } = staging;
  let comparison: Comparison | undefined;
  const copy = await stage(
    staging,
    async (server, volumes) => {
      comparison = await compare(target, { server, volumes, manifest }, choice.moment !== undefined);
      if (comparison.differences.length > 0)
        throw new FleetError("failed", `Backup ${choice.backup.id} does not hold what it says: ${comparison.differences.join("; ")}. Nothing was changed. An older one may: fleet backups list ${target.name}`); // prettier-ignore
      if (sql !== undefined) await server.sql(sql);
      await adapt(target, known, { server, volumes, from: manifest.instance });
    },
    running,
  );
  if (comparison === undefined) throw new Error("a copy was not compared");
  return { snapshot: await keep(staging, copy, running), comparison };
}

/** Everything it takes to fetch a choice for a target. @throws FleetError when its Postgres is of another major version. */
export async function stagingOf(
  known: Model,
  target: Target,
  repository: Repository,
  choice: Choice,
): Promise<Staging> {
  const manifest = await readManifest(target.host, repository, choice.backup);
  const major = manifest.postgres.split(".")[0];
  if (major !== target.spec.postgres)
    throw new FleetError("refused", `Backup ${choice.backup.id} is of Postgres ${major}, and ${target.name} runs ${target.spec.postgres}, which does not start on it. Its dumps of each database go into any later version: docs/backups.md.`); // prettier-ignore
  const db = containerIn(known.steps, target.name, "db");
  if (db === undefined) throw new FleetError("refused", `${target.name} is paused: fleet resume ${target.name}`);
  return { target, repository, choice, manifest, db: db.inputs };
}
