import { expect, it } from "vitest";
import { z } from "zod";
import { fleetSchema } from "../../components/config/schema";
import { tables } from "./bad/tables";

type Schema = z.core.JSONSchema.JSONSchema;

/** Paths of all settings, with `*` where the operator chooses the name. */
function settings(schema: Schema, path: string, definitions: Readonly<Record<string, Schema>>): string[] {
  const { $ref } = schema;
  if ($ref !== undefined) return settings(definitions[$ref.replace("#/$defs/", "")] ?? {}, path, definitions);
  const below = (inner: unknown, key: string) =>
    typeof inner === "object" && inner !== null
      ? settings(inner as Schema, path === "" ? key : `${path}/${key}`, definitions)
      : [];
  const groups = [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => below(inner, key)),
    ...below(schema.additionalProperties, "*"),
    ...(Array.isArray(schema.items) ? [] : below(schema.items, "*")),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((inner) =>
      settings(inner as Schema, path, definitions),
    ), // the document is ours
  ];
  return groups.length === 0 ? [path] : [...groups, path];
}

const document = z.toJSONSchema(fleetSchema, { io: "input", unrepresentable: "any" });

const wanted = new Set(
  settings(document, "", document.$defs ?? {})
    .filter((path) => path !== "" && !/^(defaults|templates\/\*)\//.test(path) && !/\/(file|env)$/.test(path))
    .map((path) =>
      path.replace(/auth\/providers\/[a-z_]+\/.+$/, (match) => match.replace(/providers\/[a-z_]+/, "providers/*")),
    ),
);

/** Where the rows have a problem that is about the value, not about an unknown name. */
const rows = Object.values(tables).flat();
const wrong = rows
  .flatMap(({ problems }) => problems)
  .filter((problem) => !problem.includes(": is no setting"))
  .map((problem) => problem.slice(0, problem.indexOf(":")));

it("has a row for every setting of the schema", () => {
  const matches = (path: string) => {
    const expression = new RegExp(`^${path.replaceAll("*", "[^/]+")}$`);
    return wrong.some((place) => expression.test(place));
  };
  expect([...wanted].filter((path) => !matches(path))).toEqual([]);
});

it("says every mistake once and differently", () => {
  const mistakes = Object.entries(tables).flatMap(([about, table]) =>
    table.map(({ mistake }) => `${about}: ${mistake}`),
  );
  expect(mistakes.length).toBeGreaterThan(400);
  expect(new Set(mistakes).size).toBe(mistakes.length);
});

it("writes every problem as a path and a sentence about what is expected or what helps", () => {
  const sentence =
    /^[^\n]+: ("[^"]+" )?(should |is |has |belongs |holds |cannot |the |\d|mode |managed |existing |environment |\S+ (overlaps|is host))/;
  const odd = rows.flatMap(({ problems }) => problems).filter((problem) => !sentence.test(problem));
  expect(odd).toEqual([]);
});
