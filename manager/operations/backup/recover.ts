import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { isMap, parseDocument } from "yaml";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { hostsOf } from "../host";
import type { Running } from "../progress";
import { type Workspace, openWorkspace } from "../workspace";
import { type BroughtUp, bringUp } from "./asNew";
import { type Choice, choose, listBackups } from "./backups";
import type { KeyFile } from "./keyFile";
import { type Manifest, readManifest } from "./manifest";
import { recovering } from "./recoveredEntry";
import type { Repository } from "./repository";

export interface RecoverRequest {
  readonly keys: KeyFile;
  /** Instances of the key file; all when empty. */
  readonly names: readonly string[];
  /** As `choose` takes it. */
  readonly to: string;
  /** Write secrets encrypted into the stack file, not into files of their own. */
  readonly encrypt: boolean;
}

/** What an instance that is to be recovered would be. */
export interface Recoverable {
  readonly repository: Repository;
  readonly choice: Choice;
  readonly manifest: Manifest;
}

/**
 * Opens the stack of a fleet that was lost. A stack file that is not there is begun, with nothing in it but a list.
 * @param docker Docker's address of the new host.
 */
export function beginAgain({
  folder,
  stack,
  docker,
}: {
  folder: string;
  stack: string;
  docker?: string | undefined;
}): Workspace {
  const stackFile = join(folder, `Pulumi.${stack}.yaml`);
  // "pulumi stack init" has written one with the salt of its encryption alone.
  const document = parseDocument(existsSync(stackFile) ? readFileSync(stackFile, "utf8") : "{}\n");
  if (!document.hasIn(["config", "supabase-fleet:instances"])) {
    const settings = {
      domain: "localhost",
      hosts: { local: docker === undefined ? {} : { docker } },
      instances: [],
    };
    for (const [key, value] of Object.entries(settings)) document.setIn(["config", `supabase-fleet:${key}`], value);
    if (isMap(document.contents)) document.contents.flow = false;
    writeFileAtomic.sync(stackFile, document.toString(), { mode: 0o644 });
  }
  return openWorkspace({ folder, stack });
}

/** Looks into the stores: what there is to recover. @throws FleetError when a key does not fit, with nothing touched. */
export async function recoverable(
  workspace: Workspace,
  { keys, names, to }: RecoverRequest,
  running: Running,
): Promise<Recoverable[]> {
  const wanted = names.length === 0 ? keys.repositories : names.map((name) => repositoryIn(keys, name));
  const [host] = hostsOf(await fleetOf(workspace));
  if (host === undefined) throw new FleetError("config", "The list has no host.");
  const found: Recoverable[] = [];
  for (const repository of wanted) {
    const choice = choose(await listBackups(host, repository, running.signal), to, repository.instance);
    found.push({ repository, choice, manifest: await readManifest(host, repository, choice.backup) });
  }
  return found;
}

function repositoryIn({ repositories }: KeyFile, name: string): Repository {
  const found = repositories.find(({ instance }) => instance === name);
  if (found !== undefined) return found;
  throw new FleetError("usage", `The key file knows no instance "${name}". It has: ${repositories.map(({ instance }) => instance).join(", ")}.`); // prettier-ignore
}

/** Brings instances back that are nowhere any more, each with the keys it had, so that its users notice nothing. */
export async function recover(
  workspace: Workspace,
  found: readonly Recoverable[],
  encrypt: boolean,
  running: Running,
): Promise<BroughtUp[]> {
  const brought: BroughtUp[] = [];
  for (const { repository, choice, manifest } of found) {
    const { entry } = manifest.fleet;
    const name = String(entry.name);
    const wanted = { name, entry: await recovering(workspace, manifest, encrypt), repository, choice };
    brought.push(await bringUp(workspace, wanted, running));
  }
  return brought;
}
