import { messageOf } from "../errors";
import { snippetFolder } from "../../../components/edge";
import type { HostSpec } from "../../../components/spec";
import { type Listener, parseListeners } from "../listeners";
import { shellOn } from "../shell";
import { type Route, parseRoutes } from "./routes";

/** What the shell of a host says of it. */
export interface Facts {
  /** KiB that programs can still have; undefined where the kernel does not say. */
  readonly memoryAvailable: number | undefined;
  /** Free bytes below Docker's folder; undefined when it could not be read. */
  readonly diskFree: number | undefined;
  readonly routes: readonly Route[];
  readonly listeners: readonly Listener[];
  /** Program and process of a listening port, where the user may see them. */
  readonly programs: ReadonlyMap<number, string>;
  /** Effective settings of its sshd in lower case; empty where the user may not read them. */
  readonly sshd: ReadonlyMap<string, string>;
  readonly user: string;
  readonly groups: readonly string[];
  /** Why the folder of snippets cannot be written; empty when it can. */
  readonly folder: string;
  /** First line of `caddy version`; empty when there is no such program. */
  readonly caddy: string;
}

/** Asks a host's shell everything in one session. @returns undefined where there is no shell, or why ssh did not reach it. */
export async function factsOf(host: HostSpec, dockerRoot: string): Promise<Facts | string | undefined> {
  const shell = shellOn(host);
  if (shell === undefined) return undefined;
  try {
    const { stdout } = await shell(script(dockerRoot, snippetFolder(host)));
    return readFacts(stdout);
  } catch (error) {
    return messageOf(error);
  }
}

const mark = "@@fleet ";

/** Nothing here changes anything on the host, and nothing asks for a password. */
function script(dockerRoot: string, folder: string): string {
  const quote = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
  const part = (name: string, ...lines: string[]) => [`printf '\\n${mark}${name}\\n'`, ...lines];
  return [
    "PATH=$PATH:/usr/sbin:/sbin:/usr/local/bin",
    ...part("memory", "cat /proc/meminfo"),
    ...part("disk", `df -Pk ${quote(dockerRoot)}`),
    ...part("routes", "cat /proc/net/route"),
    ...part("listeners", "cat /proc/net/tcp /proc/net/tcp6"),
    ...part("programs", "ss -Hltnp"),
    ...part("sshd", "sshd -T 2>/dev/null || sudo -n sshd -T"),
    ...part("user", "id -un", "id -nG"),
    ...part("folder", writable(quote(folder))),
    ...part("caddy", "caddy version"),
  ]
    .map((line) => (line.startsWith("printf") ? line : `{ ${line}\n} 2>/dev/null`))
    .join("\n");
}

/** The folder, or the nearest one above it in which it would be made. */
const writable = (folder: string) => `at=${folder}
while [ ! -e "$at" ]; do at=$(dirname "$at"); done
if [ ! -d "$at" ]; then echo "$at is no folder"; elif [ ! -w "$at" ]; then echo "$(id -un) may not write in $at"; fi`;

export function readFacts(text: string): Facts {
  const parts = new Map(
    text
      .split(`\n${mark}`)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)] as const),
  );
  const of = (name: string) => (parts.get(name) ?? "").trim();
  const [user = "", groups = ""] = of("user").split("\n");
  return {
    memoryAvailable: figure(/^MemAvailable:\s+(\d+) kB$/m.exec(of("memory"))?.[1]),
    diskFree: kibibytes(of("disk").split("\n").at(-1)?.trim().split(/\s+/).at(-3)),
    routes: parseRoutes(of("routes")),
    listeners: parseListeners(of("listeners")),
    programs: programsIn(of("programs")),
    sshd: new Map(of("sshd").split("\n").map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1).join(" ")])), // prettier-ignore
    user,
    groups: groups.split(" "),
    folder: of("folder"),
    caddy: of("caddy").split("\n")[0] ?? "",
  };
}

const figure = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
const kibibytes = (digits: string | undefined) =>
  digits === undefined || !/^\d+$/.test(digits) ? undefined : Number(digits) * 1024;

/** From lines such as `LISTEN 0 128 127.0.0.1:80 0.0.0.0:* users:(("nginx",pid=12,fd=6))`. */
function programsIn(text: string): Map<number, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, port, program, pid] = /:(\d+)\s+\S+\s+users:\(\("([^"]+)",pid=(\d+)/.exec(line) ?? [];
      return port === undefined ? [] : [[Number(port), `${program} (process ${pid})`] as const];
    }),
  );
}
