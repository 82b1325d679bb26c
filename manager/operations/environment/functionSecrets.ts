import { createHash } from "node:crypto";
import { isGroup } from "../../../components/config/merge";
import { Problems } from "../../../components/config/problems";
import { fleetFrom, rawSettings, report } from "../../../components/config/read";
import { carryOut } from "../edit/edit";
import { type Change, changing } from "../edit/several";
import { FleetError } from "../errors";
import type { Running } from "../progress";
import { entryOf, readStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { forgetGiven, given } from "./given";

/** A variable of every function of an instance, without its value. */
export interface FunctionSecret {
  readonly name: string;
  /** SHA-256 of its value in hex: enough to see whether it is the one that somebody has. */
  readonly hash: string;
}

/** The variables of an instance's functions, by name. @throws FleetError when the stack file is wrong. */
export async function functionSecrets(workspace: Workspace, instance: string): Promise<FunctionSecret[]> {
  const problems = new Problems();
  const fleet = fleetFrom(rawSettings(await workspace.engine.config(), problems), problems);
  const found = fleet?.instances.find(({ name }) => name === instance);
  if (found === undefined) throw new FleetError("config", report(workspace.stack, problems.list));
  return Object.entries(found.config.functions.env)
    .map(([name, value]) => {
      let hash = "";
      value.satisfies((text) => {
        hash = createHash("sha256").update(text).digest("hex");
        return true;
      });
      return { name, hash };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const pathOf = (name: string) => ["functions", "env", name];

/** Gives the functions of an instance variables, and applies. @throws FleetError with nothing written. */
export async function giveFunctionSecrets(
  workspace: Workspace,
  instance: string,
  secrets: Readonly<Record<string, string>>,
  running: Running,
): Promise<void> {
  const changes = Object.entries(secrets).map(async ([name, secret]): Promise<Change> => ({
    path: pathOf(name),
    value: await given(workspace, instance, name, secret),
  }));
  await applied(workspace, instance, await Promise.all(changes), running);
}

/** Takes variables from the functions of an instance, and applies. @returns those that were there. */
export async function takeFunctionSecrets(
  workspace: Workspace,
  instance: string,
  names: readonly string[],
  running: Running,
): Promise<string[]> {
  const file = readStackFile(workspace);
  const entry: unknown = entryOf(file, instance).toJS(file.document);
  const env = isGroup(entry) && isGroup(entry.functions) ? entry.functions.env : undefined;
  const there = [...new Set(names)].filter((name) => isGroup(env) && Object.hasOwn(env, name));
  if (there.length === 0) return [];
  await applied(workspace, instance, there.map((name) => ({ path: pathOf(name), value: undefined })), running); // prettier-ignore
  return there;
}

async function applied(
  workspace: Workspace,
  instance: string,
  changes: readonly Change[],
  running: Running,
): Promise<void> {
  try {
    await carryOut(workspace, changing(instance, changes), { apply: true, wait: 3600 }, running);
  } finally {
    forgetGiven(workspace, instance);
  }
}
