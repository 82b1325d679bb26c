import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { recorded } from "../apply";
import { FleetError } from "../errors";
import { type Host, ask, hostsOf } from "../host";
import { model } from "../model";
import { instanceLabel } from "../observe";
import { type Running, begin, end } from "../progress";
import type { Workspace } from "../workspace";
import { helperImage, removeHelpers } from "../helperContainer";
import { saveVolume } from "./save";
import { type ProjectVolume, composeText, pathOf, projectFiles } from "./project";
import { SecretFile, knownSecrets } from "./secrets";
import { type Saved, caddyText, readme, restoreScript } from "./texts";
import { type Wanted, wantedOf } from "./wanted";

export interface ExportOptions {
  readonly name: string;
  /** Folder for the project; it must not be there, or be empty. */
  readonly to: string;
  /** Copy the data too. The instance has to be paused. */
  readonly withData: boolean;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

/** What an export came to. */
export interface Exported {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly services: readonly string[];
  /** Volumes that the project uses. */
  readonly volumes: readonly { readonly name: string; readonly bytes?: number }[];
  readonly withData: boolean;
  /** Whether it may be started as it is: the fleet's own containers are gone. */
  readonly ready: boolean;
}

/** Data that cannot be made again; modules that functions downloaded are not among it. */
const dataRoles = ["db-data", "db-config", "storage", "functions", "snippets"] as const;

/**
 * Writes an instance as a Compose project that needs no fleet.
 * @throws FleetError when the folder is not empty, or, with data, while the instance runs.
 */
export async function exportInstance(
  workspace: Workspace,
  options: ExportOptions,
  running: Running,
): Promise<Exported> {
  const { name, withData, wait = 0 } = options;
  const folder = resolve(options.to);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new FleetError("usage", `${folder} is not empty. Name another folder with --to.`);
  const job = `export ${name}${withData ? " --with-data" : ""}`;
  return await recorded(workspace, { job, wait }, running, async () => {
    begin(running, "asking the program for its containers", name);
    const wanted = await wantedOf(workspace, name);
    const host = await hostOf(workspace, wanted);
    const runs = await containersOf(host, name);
    if (withData && (runs.length > 0 || !wanted.paused))
      throw new FleetError("refused", `${name} runs, and a copy of a database that runs does not start. Pause it first: fleet pause ${name}`); // prettier-ignore
    const made = !existsSync(folder);
    try {
      const volumes = await write(wanted, host, folder, withData, running);
      end(running, `exported to ${folder}`, name);
      const services = wanted.containers.map(({ service }) => service);
      return { name, folder, services, volumes, withData, ready: runs.length === 0 };
    } catch (error) {
      // Half a project would look like one.
      if (made) rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

async function hostOf(workspace: Workspace, { spec }: Wanted): Promise<Host> {
  const { fleet } = await model(workspace);
  const host = hostsOf(fleet).find((one) => one.name === spec.host.name);
  if (host === undefined) throw new FleetError("config", `${spec.name} lies on a host that is not in the list.`);
  return host;
}

/** Names of the instance's containers that are on the host, running or not. */
export async function containersOf(host: Host, name: string): Promise<string[]> {
  const all = await ask(host, host.docker.listContainers({ all: true }));
  return all.filter(({ Labels }) => instanceLabel(Labels) === name).map(({ Names }) => Names[0]?.slice(1) ?? "");
}

async function write(wanted: Wanted, host: Host, folder: string, withData: boolean, running: Running) {
  const { name } = wanted.spec;
  const put = (path: string, content: string | Buffer, mode: number) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), content, { mode });
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const present = new Set(((await ask(host, host.docker.listVolumes())).Volumes ?? []).map((volume) => volume.Name));
  const roles = dataRoles.filter((role) => present.has(`supabase-${name}-${role}`));
  const own = (role: string) => `supabase-${name}-${role}`;
  const used = (role: string) => (withData ? `${name}-${role}` : own(role));
  // The cache of functions is not data: it fills itself.
  const volumes = new Map([
    ...roles.map((role): [string, ProjectVolume] => [own(role), { name: used(role), external: true }]),
    [own("deno-cache"), { name: `${name}-deno-cache`, external: false }],
  ]);
  const secrets = new SecretFile(knownSecrets(wanted));
  put("compose.yaml", composeText(wanted, secrets, volumes), 0o600);
  put(".env", secrets.toString(), 0o600);
  // Programs in containers run as users of their own; nobody else gets past the folder.
  for (const file of projectFiles(wanted.containers)) put(pathOf(file), file.content, 0o644);
  put("Caddyfile", caddyText(wanted), 0o600);
  put("README.txt", readme(wanted, new Date().toISOString().slice(0, 10), withData), 0o600);
  if (!withData) return roles.map((role) => ({ name: used(role) }));
  return await saveAll(wanted, host, folder, roles, put, running);
}

async function saveAll(
  { spec }: Wanted,
  host: Host,
  folder: string,
  roles: readonly string[],
  put: (path: string, content: string, mode: number) => void,
  running: Running,
) {
  await removeHelpers(host, spec.name);
  const image = await helperImage(host, spec.name, Object.values(spec.images));
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  const saved: (Saved & { readonly name: string; readonly bytes: number })[] = [];
  for (const role of roles) {
    const [volume, file] = [`supabase-${spec.name}-${role}`, `data/${role}.tar`];
    begin(running, `saving ${volume}`, spec.name);
    const bytes = await saveVolume(host, { volume, file: join(folder, file), image, instance: spec.name }, running);
    saved.push({ volume: `${spec.name}-${role}`, file, name: `${spec.name}-${role}`, bytes });
  }
  put("restore.sh", restoreScript(saved, image), 0o700);
  return saved.map(({ name, bytes }) => ({ name, bytes }));
}
