import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseForm, parseRegex } from "./form.ts";
import type { Form } from "./form.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";

/** The table beside the stand-ins, in the repository as in an image. */
export const factsPath = new URL("../../../facts/environment.yaml", import.meta.url);

/** What the table says about one service. */
export interface EnvironmentFacts {
  readonly variables: ReadonlyMap<string, { readonly required: boolean; readonly form: Form }>;
  readonly patterns: readonly { readonly name: RegExp; readonly form: Form }[];
  readonly needs: readonly {
    readonly when: RegExp;
    readonly is: string | undefined;
    readonly needs: readonly string[];
  }[];
}

/**
 * Reads the facts of every service.
 * @throws when the table is not written as its header says.
 */
export function readFacts(path: URL | string = factsPath): ReadonlyMap<string, EnvironmentFacts> {
  const document: unknown = parse(readFileSync(path, "utf8"));
  return new Map(Object.entries(objectOf(document)).map(([service, facts]) => [service, readService(service, facts)]));
}

function readService(service: string, facts: unknown): EnvironmentFacts {
  if (!isObject(facts)) throw new Error(`${service}: should be a group`);
  const unknown = Object.keys(facts).filter((key) => !["variables", "patterns", "needs"].includes(key));
  if (unknown.length > 0) throw new Error(`${service}: ${unknown.join(", ")}: unknown`);
  return {
    variables: new Map(
      Object.entries(objectOf(facts["variables"])).map(([name, fact]) => [
        name,
        readVariable(`${service}: ${name}`, fact),
      ]),
    ),
    patterns: listOf(facts["patterns"]).map((pattern) => {
      const { name, form } = objectOf(pattern);
      return { name: nameRegex(textOf(name)), form: parseForm(textOf(form)) };
    }),
    needs: listOf(facts["needs"]).map((rule) => {
      const { when, is, needs } = objectOf(rule);
      return {
        when: nameRegex(textOf(when)),
        is: typeof is === "string" ? is : undefined,
        needs: listOf(needs).map((name) => textOf(name)),
      };
    }),
  };
}

function readVariable(where: string, fact: unknown): { required: boolean; form: Form } {
  const { required, form } = objectOf(fact);
  if (typeof required !== "boolean" || typeof form !== "string")
    throw new Error(`${where}: should have required and form`);
  return { required, form: parseForm(form) };
}

/** A family's regex, or one that matches just the given name. */
function nameRegex(text: string): RegExp {
  if (text === "") throw new Error("a pattern or rule has no name");
  return parseRegex(text) ?? new RegExp(`^${text}$`);
}
