import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { Problems } from "../../components/config/problems";
import { fleetFrom } from "../../components/config/read";
import type { Fleet } from "../../components/spec";

/** What stands under `supabase-fleet:` in a stack file. */
export type Settings = Readonly<Record<string, unknown>>;

const schema: object = JSON.parse(readFileSync("schema/supabase-fleet.schema.json", "utf8"));
const ajv = new Ajv({ allErrors: true, keywords: ["errorMessage"], strictTypes: false, validateFormats: false });
const validate = ajv.compile(schema);

/** What the JSON Schema has against a whole stack file; empty when nothing. */
export function schemaErrors(stackFile: unknown): readonly string[] {
  if (validate(stackFile)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

export const inStackFile = (settings: Settings) => ({
  config: Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value])),
});

/** What the fleet itself has against settings, and what it makes of them. */
export function resolved(settings: Settings): { readonly fleet: Fleet | undefined; readonly problems: string[] } {
  const problems = new Problems();
  const fleet = fleetFrom(settings, problems);
  return { fleet, problems: problems.list.map(({ path, message }) => `${path.join("/")}: ${message}`) };
}

/** Whether the schema and the fleet accept settings. They are asked together, because they should agree. */
export const accepted = (settings: Settings) => ({
  bySchema: schemaErrors(inStackFile(settings)).length === 0,
  byFleet: resolved(settings).problems.length === 0,
});

/** An object with `value` at a dotted path. */
export const at = (path: string, value: unknown): Settings =>
  path
    .split(".")
    .reverse()
    .reduce<Settings>((inner, key, index) => ({ [key]: index === 0 ? value : inner }), {});
