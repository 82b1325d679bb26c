import type { Wanted } from "./wanted";
import { tarFlags } from "./save";

export interface Saved {
  /** Name of the volume in the project. */
  readonly volume: string;
  /** File below the project's folder. */
  readonly file: string;
}

/** The ten lines that say how to bring it up. */
export function readme({ spec, outputs }: Wanted, date: string, withData: boolean): string {
  const { name } = spec;
  const lines = [
    `${name}, exported on ${date}: a Compose project of its own, with the settings it has in the fleet. It needs Docker Compose 2.24 or newer.`,
    `.env, files/${withData ? " and data/" : ""} hold its secrets${withData ? " and its data" : ""}: keep this folder for yourself.`,
    withData
      ? `It has a copy of the data in data/. First, on the machine it shall run on: sh restore.sh`
      : `It uses the data of the fleet where it lies, in the volumes supabase-${name}-…; so never let both run: fleet pause ${name}`,
    withData
      ? `On the fleet's own host pause it there first (fleet pause ${name}): names and ports of the containers are the same.`
      : `Leave its entry in the list, paused, for as long as you use these volumes: to delete it there deletes the data. fleet export --with-data makes a copy.`,
    `Start:   docker compose up --detach --wait`,
    `Stop:    docker compose down          (the volumes stay; never add --volumes)`,
    `Its API answers at ${spec.ports.gateway.bind}:${spec.ports.gateway.port}, and knows itself as ${outputs.apiUrl ?? ""}. API keys and passwords are in .env.`,
    `In front of it: Caddyfile has what a Caddy needs to serve it under its names.`,
    `Another port, limit or setting: edit compose.yaml, then start again. Images: docker compose pull.`,
    `Back into a fleet: docker compose down, then ${withData ? "" : `fleet resume ${name}, or, under another name, `}fleet adopt ${withData ? "<this folder>" : "<this folder> --name <new>"}`,
  ];
  return `${lines.map((line, index) => `${String(index + 1).padStart(2)}. ${line}`).join("\n")}\n`;
}

/** Puts the saved volumes on the Docker that `docker` speaks to. What is there already is never touched. */
export function restoreScript(saved: readonly Saved[], image: string): string {
  return `#!/bin/sh
# Makes the volumes of this project from the files in data/, with owners and extended attributes.
set -eu
cd "$(dirname "$0")"

restore() { # volume, file
  if docker volume inspect "$1" >/dev/null 2>&1; then
    echo "$1 is there already and was left as it is; to begin again: docker volume rm $1" >&2
    return 0
  fi
  docker volume create "$1" >/dev/null
  trap 'docker volume rm "$1" >/dev/null' EXIT INT TERM
  docker run --rm --interactive --network none --user 0:0 --volume "$1:/to" --entrypoint tar ${image} \\
    ${tarFlags} -C /to -xpf - <"$2"
  trap - EXIT INT TERM
  echo "$1 restored"
}

${saved.map(({ volume, file }) => `restore ${volume} ${file}`).join("\n")}
`;
}

/** What a Caddy in front of it needs. */
export function caddyText({ spec, snippet }: Wanted): string {
  if (snippet !== undefined) return `# Import this from your Caddyfile.\n${snippet}`;
  const { bind, port } = spec.ports.gateway;
  return `# Put the name you want in place of this one, and import it from your Caddyfile.
${spec.subdomain}.${spec.domain} {
	reverse_proxy ${bind === "0.0.0.0" ? "127.0.0.1" : bind}:${port}
}
`;
}
