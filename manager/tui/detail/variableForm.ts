import { environmentName } from "../../../components/config/words";
import type { Variable } from "../../operations/environment/variables";
import { type Field, insisting, stepped, typedInto } from "../screen/fields";
import { type Pending, editable, everyFunction, pathFor } from "./environment";
import type { Key } from "ink";

/** A variable that is being typed. */
export interface VariableForm {
  readonly fields: readonly Field[];
  /** Number of the field that is typed into. */
  readonly at: number;
  /** Setting of the one that is edited; undefined for a new one. */
  readonly path?: string | undefined;
  /** Value and kind as they were, where it is edited. */
  readonly before?: Pick<Pending, "value" | "secret"> | undefined;
}

const nameField: Field = {
  id: "name",
  label: "Name",
  kind: "text",
  value: "",
  problem: "",
  missing: "a variable needs a name",
};
const secretField: Field = { id: "secret", label: "Secret", kind: "switch", value: "no", hint: "typed unseen; encrypted, or in a file of its own" }; // prettier-ignore

const valueField = (value: string, hint = "or { env: NAME }, { file: /path }"): Field => ({ id: "value", label: "Value", kind: "text", value, hint }); // prettier-ignore

/** A new variable of one of these services. */
export const newVariable = (services: readonly string[]): VariableForm => ({
  fields: [
    { id: "service", label: "Service", kind: "choice", value: services[0] ?? everyFunction, choices: services },
    nameField,
    valueField(""),
    secretField,
  ],
  at: 0,
});

/** One that is there or is about to be: with the value that the list has, or that was typed before. */
export function editedVariable(path: string, known: Variable | undefined, pending: Pending | undefined): VariableForm {
  const value = pending?.value ?? (known === undefined ? "" : editable(known));
  const secret = pending?.secret ?? known?.kind === "encrypted";
  const hint = known?.kind === "encrypted" && pending === undefined ? "empty: it stays as it is" : undefined;
  const fields = [valueField(value, hint), { ...secretField, value: secret ? "yes" : "no" }];
  return { fields: masked(fields), at: 0, path, before: { value, secret } };
}

/** The form after a key that is typed into it. */
export function afterKey(form: VariableForm, input: string, key: Partial<Key>): VariableForm {
  if (key.tab || key.upArrow || key.downArrow) return { ...form, at: stepped(form.at, form.fields.length, key) };
  const fields = form.fields.map((field, index) => {
    if (index !== form.at) return field;
    const value = typedInto(field, input, key);
    return { ...field, value, ...(field.id === "name" ? { problem: nameProblem(value) } : {}) };
  });
  return { ...form, fields: masked(fields) };
}

/** What is wrong with a name, by the rules of the list; empty while nothing is typed. */
function nameProblem(name: string): string | undefined {
  if (name === "") return "";
  return environmentName.safeParse(name).error?.issues[0]?.message;
}

/** The form with the cursor where something is wrong; undefined where nothing is. */
export function refused(form: VariableForm): VariableForm | undefined {
  const at = form.fields.findIndex(({ problem }) => problem !== undefined);
  return at < 0 ? undefined : { ...form, at, fields: insisting(form.fields) };
}

/** What was typed; undefined where that changes nothing. */
export function takenFrom({ fields, path, before }: VariableForm): Pending | undefined {
  const of = (id: string) => fields.find((field) => field.id === id)?.value ?? "";
  const [value, secret] = [of("value"), of("secret") === "yes"];
  // Of an encrypted one nothing is known: an empty value leaves it as it is.
  const isUntouched = before?.secret === true && before.value === "" && value === "";
  if (isUntouched || (before?.value === value && before.secret === secret)) return undefined;
  return { path: path ?? pathFor(of("service"), of("name")), value, secret };
}

const masked = (fields: readonly Field[]): Field[] => {
  const secret = fields.some(({ id, value }) => id === "secret" && value === "yes");
  return fields.map((field) => (field.id === "value" ? { ...field, kind: secret ? "secret" : "text" } : field));
};
