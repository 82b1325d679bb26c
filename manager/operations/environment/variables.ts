import { isGroup } from "../../../components/config/merge";
import { type ServiceName, serviceNames } from "../../../components/config/services";
import type { Edit } from "../edit/edit";
import { settingPath } from "../edit/path";
import { setting, unsetting } from "../edit/set";
import { node, setAt } from "../edit/values";
import { entryOf, readStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { given } from "./given";

/** An environment variable that the entry of an instance sets. */
export interface Variable {
  /** Setting, such as `env.auth.NAME` or `functions.env.NAME`. */
  readonly path: string;
  readonly service: ServiceName | "every function";
  readonly name: string;
  /** `text` stands in the file; the others say where it is. */
  readonly kind: "text" | "file" | "variable" | "encrypted";
  /** Where it is, or the text itself when `reveal` was asked for. */
  readonly value?: string | undefined;
}

/** The variables that an entry sets, by service and name. @throws FleetError when there is no such instance. */
export function variablesOf(workspace: Workspace, instance: string, { reveal = false } = {}): Variable[] {
  const file = readStackFile(workspace);
  const entry: unknown = entryOf(file, instance).toJS(file.document);
  const env = isGroup(entry) && isGroup(entry.env) ? entry.env : {};
  const functions = isGroup(entry) && isGroup(entry.functions) ? entry.functions.env : undefined;
  return [
    ...serviceNames.flatMap((service) => below(env[service], `env.${service}`, service, reveal)),
    ...below(functions, "functions.env", "every function", reveal),
  ];
}

function below(group: unknown, path: string, service: Variable["service"], reveal: boolean): Variable[] {
  if (!isGroup(group)) return [];
  return Object.entries(group).map(([name, value]) => ({
    path: `${path}.${name}`,
    service,
    name,
    ...kindOf(value, reveal),
  }));
}

function kindOf(value: unknown, reveal: boolean): Pick<Variable, "kind" | "value"> {
  if (isGroup(value) && typeof value.file === "string") return { kind: "file", value: value.file };
  if (isGroup(value) && typeof value.env === "string") return { kind: "variable", value: value.env };
  if (isGroup(value)) return { kind: "encrypted" };
  return { kind: "text", value: reveal ? String(value) : undefined };
}

/**
 * Gives a variable a value, or takes it out when there is none. Any text is a text, such as `yes` or `12`; only a reference such
 * as `{ env: NAME }` or `{ file: /path }` is more.
 */
export const variableSetting = (instance: string, path: string, value: string | undefined): Edit =>
  value === undefined ? unsetting(instance, path) : setting(instance, path, isReference(value) ? value : JSON.stringify(value)); // prettier-ignore

const isReference = (value: string) => /^\{\s*(file|env):\s*[^{}]+\}$/.test(value);

/**
 * Gives a variable a secret, which is taken at once: encrypted, or into a file of its own. What is not written in the end is
 * removed by `forgetGiven`.
 */
export async function secretVariable(
  workspace: Workspace,
  instance: string,
  path: string,
  secret: string,
): Promise<Edit> {
  const at = settingPath(path);
  const value = await given(workspace, instance, String(at.at(-1)), secret);
  return {
    job: `set ${instance} ${path}`,
    name: instance,
    change: (file) => setAt(entryOf(file, instance), at, node(file.document, value)),
  };
}
