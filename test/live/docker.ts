import { execFileSync, spawnSync } from "node:child_process";

/** What the tests ask of the Docker they run on, through its command line. */
export const docker = (...args: string[]): string => execFileSync("docker", args, { encoding: "utf8" }).trim();

/** Why live tests cannot run here; undefined when they can. */
export function missingDocker(): string | undefined {
  const answer = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], { encoding: "utf8" });
  return answer.status === 0 ? undefined : "no Docker daemon answers";
}

/** Why an image cannot be used; undefined when it can. */
export function missingImage(image: string): string | undefined {
  const pulled = spawnSync("docker", ["pull", "--quiet", image], { encoding: "utf8" });
  return pulled.status === 0 ? undefined : `no image ${image}`;
}

/** Containers of an instance by name, with their ids. */
export function containersOf(instance: string): Map<string, string> {
  const lines = docker(
    "ps",
    "-a",
    "--no-trunc",
    "--filter",
    `label=supabase-fleet.instance=${instance}`,
    "--format",
    "{{.Names}} {{.ID}}",
  );
  return new Map(
    lines
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" ") as [string, string]),
  ); // two words a line
}

/** Everything of ours that is left on the host for these instances. */
export function traces(instances: readonly string[]): string[] {
  const list = (...args: string[]) =>
    docker(...args)
      .split("\n")
      .filter(Boolean);
  const all = [
    ...list("ps", "-a", "--format", "{{.Names}}"),
    ...list("network", "ls", "--format", "{{.Name}}"),
    ...list("volume", "ls", "--format", "{{.Name}}"),
  ];
  return all.filter((name) =>
    instances.some((instance) => name === `supabase-${instance}` || name.startsWith(`supabase-${instance}-`)),
  );
}

export function cleanUp(instances: readonly string[]): void {
  const named = traces(instances);
  const list = (kind: string, format: string) => new Set(docker(...kind.split(" "), "--format", format).split("\n"));
  const containers = list("ps -a", "{{.Names}}");
  const networks = list("network ls", "{{.Name}}");
  for (const name of named.filter((n) => containers.has(n))) docker("rm", "-f", name);
  for (const name of named.filter((n) => networks.has(n))) spawnSync("docker", ["network", "rm", name]);
  for (const name of traces(instances)) spawnSync("docker", ["volume", "rm", "-f", name]);
}

export const psql = (instance: string, sql: string): string =>
  docker(
    "exec",
    `supabase-${instance}-db`,
    "psql",
    "-X",
    "-q",
    "-A",
    "-t",
    "-h",
    "127.0.0.1",
    "-U",
    "postgres",
    "-d",
    "postgres",
    "-c",
    sql,
  );
