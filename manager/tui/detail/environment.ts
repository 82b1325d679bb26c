import type { Variable } from "../../operations/environment/variables";
import type { Glyphs } from "../show/glyphs";

/** A change that is not written yet; a value that is undefined takes the variable out. */
export interface Pending {
  /** Setting, such as `env.auth.NAME`. */
  readonly path: string;
  readonly value: string | undefined;
  /** Whether the value is encrypted in the list. */
  readonly secret: boolean;
}

/** A variable as the list has it, with what is about to become of it. */
export interface ShownVariable {
  readonly path: string;
  readonly service: string;
  readonly name: string;
  readonly value: string;
  readonly state: "as it is" | "new" | "changed" | "goes";
}

/** Variables with the pending changes worked in; values are hidden but for the one that is shown. */
export function shownVariables(
  variables: readonly Variable[],
  pending: readonly Pending[],
  revealed: string | undefined,
  { hidden }: Pick<Glyphs, "hidden">,
): ShownVariable[] {
  const change = (path: string) => pending.find((one) => one.path === path);
  const known = variables.map(({ path, service, name, kind, value }): ShownVariable => {
    const next = change(path);
    if (next === undefined) return { path, service, name, value: path === revealed ? (value ?? hidden) : words(kind, value, hidden), state: "as it is" }; // prettier-ignore
    return { path, service, name, value: next.value === undefined ? "" : shownValue(next, path === revealed, hidden), state: next.value === undefined ? "goes" : "changed" }; // prettier-ignore
  });
  const added = pending.filter(({ path, value }) => value !== undefined && !variables.some((one) => one.path === path));
  return [
    ...known,
    ...added.map((one): ShownVariable => {
      const [service, name] = placeOf(one.path);
      return { path: one.path, service, name, value: shownValue(one, one.path === revealed, hidden), state: "new" };
    }),
  ];
}

const shownValue = ({ value = "", secret }: Pending, reveal: boolean, hidden: string) =>
  reveal && !secret ? value : hidden;

/** What somebody edits of a variable: a reference as the list has it; nothing of what is encrypted. */
export const editable = ({ kind, value = "" }: Variable): string =>
  kind === "file" ? `{ file: ${value} }` : kind === "variable" ? `{ env: ${value} }` : value;

const words = (kind: Variable["kind"], value: string | undefined, hidden: string): string => {
  if (kind === "file") return `of the file ${value ?? ""}`;
  if (kind === "variable") return `of the variable ${value ?? ""}`;
  return kind === "encrypted" ? `${hidden} (encrypted)` : hidden;
};

/** Where variables of every function are set. */
export const everyFunction = "every function";

/** Setting of a variable of a service. */
export const pathFor = (service: string, name: string): string =>
  service === everyFunction ? `functions.env.${name}` : `env.${service}.${name}`;

function placeOf(path: string): [service: string, name: string] {
  const [first = "", second = "", ...rest] = path.split(".");
  return first === "functions" ? [everyFunction, rest.join(".")] : [second, rest.join(".")];
}

/** The changes with one more; a later one of the same setting counts. */
export const withChange = (pending: readonly Pending[], change: Pending): Pending[] => [
  ...pending.filter(({ path }) => path !== change.path),
  change,
];
