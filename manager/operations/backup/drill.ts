import { recorded } from "../apply";
import { FleetError, messageOf } from "../errors";
import { type Model, model } from "../model";
import { type Running, end } from "../progress";
import { removeIncomplete } from "../snapshot/list";
import { type Target, targetOf } from "../snapshot/target";
import type { Workspace } from "../workspace";
import { type Choice, choose, listBackups } from "./backups";
import { type Comparison, compare } from "./compare";
import { remember } from "./memory";
import { type Repository, repositoryOf } from "./repository";
import { stagingOf } from "./copied";
import { stage } from "./stage";

/** A proof, or a failed one, that a backup restores. */
export interface Drill {
  readonly instance: string;
  /** ISO 8601. */
  readonly at: string;
  /** Id of the backup. */
  readonly backup: string;
  readonly proven: boolean;
  /** Seconds from the first byte to a database that answers, compared. */
  readonly seconds: number;
  /** Seconds of work that would have been lost, had the host gone when the drill began. */
  readonly lost: number;
  readonly tables: number;
  readonly rows: number;
  readonly objects: number;
  /** Why it proves nothing, or what differs. */
  readonly problems: readonly string[];
}

/**
 * Restores the newest backup of an instance into a throwaway copy that publishes nothing, compares it with the manifest, and
 * throws it away. The result is kept on the host, for `fleet status` from anywhere.
 * @throws FleetError when there is nothing to try; a backup that does not restore is a result.
 */
export async function drill(
  workspace: Workspace,
  { name, to = "latest", wait = 0 }: { readonly name: string; readonly to?: string; readonly wait?: number },
  running: Running,
): Promise<Drill> {
  return await recorded(workspace, { job: `drill ${name}`, wait }, running, async () => {
    const known = await model(workspace);
    const target = targetOf(known.fleet, name);
    const repository = repositoryOf(known, name);
    const backups = await listBackups(target.host, repository, running.signal);
    const { backup } = choose(backups, to, name);
    const began = Date.now();
    const reached = Date.parse(backups[0]?.logUntil ?? backup.at);
    const result = await tried({ target, repository, choice: { backup }, known }, running);
    const drilled: Drill = {
      instance: name,
      at: new Date().toISOString(),
      backup: backup.id,
      proven: result.differences.length === 0,
      seconds: Math.round((Date.now() - began) / 1000),
      lost: Math.max(0, Math.round((began - reached) / 1000)),
      tables: result.tables,
      rows: result.rows,
      objects: result.objects,
      problems: result.differences,
    };
    await remember(target, "lastDrill", drilled);
    if (drilled.proven) await remember(target, "lastProven", drilled);
    end(running, drilled.proven ? `backup ${backup.id} restores` : `backup ${backup.id} does not restore`, name);
    return drilled;
  });
}

interface Tried {
  readonly target: Target;
  readonly repository: Repository;
  readonly choice: Choice;
  readonly known: Model;
}

async function tried({ target, repository, choice, known }: Tried, running: Running): Promise<Comparison> {
  let compared: Comparison | undefined;
  try {
    const staging = await stagingOf(known, target, repository, choice);
    await stage(
      staging,
      async (server, volumes) => {
        compared = await compare(target, { server, volumes, manifest: staging.manifest }, false);
      },
      running,
    );
    await removeIncomplete(target.host, target.name);
  } catch (error) {
    // What says nothing about the backup is no result of the drill.
    if (error instanceof FleetError && ["cancelled", "unreachable", "refused", "busy"].includes(error.kind))
      throw error;
    return { tables: 0, rows: 0, objects: 0, differences: [messageOf(error)], expected: [] };
  }
  return compared ?? { tables: 0, rows: 0, objects: 0, differences: ["It was not compared."], expected: [] };
}
