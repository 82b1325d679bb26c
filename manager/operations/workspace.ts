import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cliEngine } from "./engines/cli";
import { withCopies } from "./engines/copies";
import { embeddedEngine, embeddedState } from "./engines/embedded";
import type { Engine } from "./engines/engine";
import { FleetError } from "./errors";

/** One stack: its file, and the engine that makes it true. */
export interface Workspace {
  /** Folder of the stack file, and of `.supabase-fleet` with what is kept beside it. */
  readonly folder: string;
  /** Folder of the Pulumi program. */
  readonly program: string;
  readonly stack: string;
  /** `Pulumi.<stack>.yaml`. */
  readonly stackFile: string;
  readonly engine: Engine;
}

/** Folder of the Pulumi program, which this package lies in. */
export const program = resolve(fileURLToPath(import.meta.url), "../../..");

/** @throws FleetError when it is not clear which stack is meant. */
export function openWorkspace({
  folder = program,
  stack,
}: {
  folder?: string | undefined;
  stack?: string | undefined;
}): Workspace {
  const at = resolve(folder);
  const name = stack ?? onlyStack(at);
  const stackFile = join(at, `Pulumi.${name}.yaml`);
  if (!existsSync(stackFile)) throw new FleetError("usage", `${stackFile} is not there. ${known(at)}`);
  const engine = usesEmbedded(at, name, stackFile) ? embeddedEngine : cliEngine;
  const made = withCopies(engine(program, at, name, stackFile), at, name);
  return { folder: at, program, stack: name, stackFile, engine: made };
}

/** The same stack with its settings in another file. */
export function withStackFile(workspace: Workspace, stackFile: string): Workspace {
  const { folder, stack } = workspace;
  const engine = workspace.engine.kind === "cli" ? cliEngine : embeddedEngine;
  return { ...workspace, stackFile, engine: engine(program, folder, stack, stackFile) };
}

/** What a workspace keeps beside its stack file. */
export const kept = ({ folder, stack }: Pick<Workspace, "folder" | "stack">, ...path: string[]): string =>
  join(folder, ".supabase-fleet", ...path.slice(0, -1), `${stack}.${path.at(-1) ?? ""}`);

/** The example that comes with the program is nobody's stack. */
const stacksIn = (folder: string): string[] =>
  readdirSync(folder)
    .flatMap((name) => /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/.exec(name)?.[1] ?? [])
    .filter((name) => name !== "cloud")
    .sort();

function onlyStack(folder: string): string {
  const [first, ...more] = stacksIn(folder);
  if (first !== undefined && more.length === 0) return first;
  throw new FleetError("usage", `Which stack? Name it with --stack or FLEET_STACK. ${known(folder)}`);
}

function known(folder: string): string {
  const stacks = stacksIn(folder);
  return stacks.length === 0
    ? `No stack file lies in ${folder}; bin/up makes one.`
    : `Known are: ${stacks.join(", ")}.`;
}

/** The engine that made a stack keeps it: each has a state of its own. */
function usesEmbedded(folder: string, stack: string, stackFile: string): boolean {
  if (existsSync(embeddedState(folder, stack))) return true;
  if (existsSync(join(folder, ".supabase-fleet", "state"))) return false;
  // Its state may be anywhere; taken for a new stack here, everything in it would be made a second time.
  if (/^(encryptionsalt|encryptedkey|secretsprovider):/m.test(readFileSync(stackFile, "utf8"))) return false;
  return spawnSync("pulumi", ["version"]).status !== 0;
}
