import { existsSync, realpathSync } from "node:fs";
import type { VolumeRole } from "../../../components/spec";
import { FleetError } from "../errors";
import { type Host, ask, orMissing } from "../host";
import { help } from "../helperContainer";
import type { Running } from "../progress";
import type { Mount, Project } from "./project";

/** Where each kind of data lies in a container, in upstream's layouts and in ours. */
const targets: readonly (readonly [VolumeRole, string])[] = [
  ["db-data", "/var/lib/postgresql/data"],
  ["db-config", "/etc/postgresql-custom"],
  ["storage", "/var/lib/storage"],
  ["functions", "/home/deno/functions"],
  ["snippets", "/app/snippets"],
];

/** Data of an install, and the volume that it shall lie in. */
export interface DataSource {
  readonly role: VolumeRole;
  /** Absolute path of a folder, or name of a volume. */
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

/** The places of an install's data that are there. */
export async function sourcesOf(
  project: Project,
  { docker }: Host,
): Promise<(Omit<DataSource, "to" | "bytes"> & Mount)[]> {
  const mounts = [...project.services.values()].flatMap((service) => service.mounts);
  const found = targets.flatMap(([role, target]) => {
    const mount = mounts.find((one) => one.target === target);
    return mount === undefined ? [] : [{ ...mount, role }];
  });
  const there = await Promise.all(found.map(async ({ kind, source }) => (kind === "folder" ? existsSync(source) : await volumeIsThere(docker, source)))); // prettier-ignore
  return found.flatMap((one, index) =>
    there[index] === true ? [{ ...one, from: one.kind === "folder" ? realpathSync(one.source) : one.source }] : [],
  );
}

export const volumeIsThere = async (docker: Host["docker"], name: string): Promise<boolean> =>
  (await orMissing(docker.getVolume(name).inspect())) !== undefined;

/** Sizes of the data in bytes, and the major version of Postgres that made it. Nothing is changed. */
export async function measure(
  host: Host,
  { name, image, sources }: { name: string; image: string; sources: readonly { role: VolumeRole; from: string }[] },
  { signal }: Running,
): Promise<{ sizes: ReadonlyMap<string, number>; postgres: string | undefined }> {
  const script = `cd /from && for role in *; do echo "$role $(du -s --block-size=1 "$role" | cut -f1) $(cat "$role/PG_VERSION" 2>/dev/null)"; done`; // prettier-ignore
  const binds = sources.map(({ role, from }) => `${from}:/from/${role}:ro`);
  const said = await help(host, { image, instance: name, binds, script, signal });
  const lines = said.trim().split("\n").map((line) => line.split(" ")); // prettier-ignore
  return {
    sizes: new Map(lines.map(([role = "", bytes]) => [role, Number(bytes)])),
    postgres: lines.find(([role]) => role === "db-data")?.[2] || undefined,
  };
}

/** Containers that run and have any of this data open, or belong to the project. */
export async function runningOn(host: Host, project: Project, sources: readonly { from: string }[]): Promise<string[]> {
  const all = await ask(host, host.docker.listContainers());
  const data = new Set(sources.map(({ from }) => from));
  return all
    .filter(
      ({ Labels, Mounts }) =>
        Labels["com.docker.compose.project.working_dir"] === project.folder ||
        Mounts.some(({ Name, Source }) => data.has(Source) || (Name !== undefined && data.has(Name))),
    )
    .map(({ Names }) => Names[0]?.slice(1) ?? "")
    .sort();
}

export const needLocalDocker = ({ name, spec }: Host): void => {
  if (!spec.docker.startsWith("unix://"))
    throw new FleetError("usage", `The folder lies on this machine, and host ${name} is another (${spec.docker}): run this on ${name} itself.`); // prettier-ignore
};
