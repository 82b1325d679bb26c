import * as pulumi from "@pulumi/pulumi";
import type { Fleet } from "../spec";
import { unknownSetting } from "./nearest";
import { type Problem, Problems, written } from "./problems";
import { parseFleet } from "./parse";
import { resolveFleet } from "./resolve";
import { fleetSettings } from "./schema";

const namespace = "supabase-fleet:";
const settingNames = Object.keys(fleetSettings);
/** Settings that Pulumi hands over as JSON text; the others are plain text. */
const structured = new Set(["hosts", "defaults", "templates", "instances"]);

/**
 * Reads and checks the stack's config: the only place that does.
 * @throws pulumi.RunError naming every wrong field at once; nothing has been created yet.
 */
export function readFleet(): Fleet {
  const problems = new Problems();
  const raw = rawSettings(pulumi.runtime.allConfig(), problems);
  const fleet = fleetFrom(raw, problems);
  if (fleet === undefined || problems.list.length > 0)
    throw new pulumi.RunError(report(pulumi.getStack(), problems.list));
  return fleet;
}

/** The fleet that raw settings describe, or undefined when they are too wrong to tell; `problems` says why. */
export function fleetFrom(raw: Record<string, unknown>, problems: Problems): Fleet | undefined {
  const parsed = parseFleet(raw, problems);
  return parsed === undefined ? undefined : resolveFleet(parsed, problems);
}

export function report(stack: string, problems: readonly Problem[]): string {
  const lines = problems.map(({ path, message }) => `  ${written(path)}: ${message}`);
  return [
    `Pulumi.${stack}.yaml needs fixing:`,
    ...lines,
    "Nothing was changed. docs/config.md lists every setting.",
  ].join("\n");
}

/** The settings by name, as the schema wants them, from what the engine hands over. */
export function rawSettings(config: Readonly<Record<string, string>>, problems: Problems): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(config)) {
    if (!key.startsWith(namespace)) continue;
    const name = key.slice(namespace.length);
    if (settingNames.includes(name)) raw[name] = structured.has(name) ? parseStructured(text) : text;
    else problems.add([name], unknownSetting(name, settingNames));
  }
  return raw;
}

/** What is no JSON stays text, which the schema refuses by its own words. */
function parseStructured(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
