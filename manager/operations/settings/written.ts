import { isGroup } from "../../../components/config/merge";
import { isGiven } from "../environment/given";
import { entryOf, readStackFile, stackSetting } from "../stackFile";
import type { Workspace } from "../workspace";
import { type SchemaNode, below, isSecret, stackSchema } from "./schema";

/** Stands for a secret that is not told. */
export const hidden = "[secret]";

/** What the list says of an instance. Plain data: of a secret only where it is, or `[secret]`. */
export interface WrittenSettings {
  /** In its own entry. */
  readonly own: Readonly<Record<string, unknown>>;
  /** For every instance that does not say otherwise. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** @throws FleetError when there is no such instance. */
export function writtenSettings(workspace: Workspace, name: string): WrittenSettings {
  const file = readStackFile(workspace);
  const settings = stackSchema().definitions?.settings ?? {};
  const { name: _name, ...own } = group(entryOf(file, name).toJS(file.document));
  return {
    own: group(withoutSecrets(own, settings)),
    defaults: group(withoutSecrets(group(stackSetting(file, "defaults")), settings)),
  };
}

const group = (value: unknown): Record<string, unknown> => (isGroup(value) ? value : {});

/** What the schema does not know may be a secret as well. */
export function withoutSecrets(value: unknown, part: SchemaNode | undefined): unknown {
  if (part === undefined) return hidden;
  if (isSecret(part)) return isGroup(value) && !("secure" in value) && !isGiven(value) ? value : hidden;
  if (Array.isArray(value)) return value.map((each, index) => withoutSecrets(each, below(part, String(index))));
  if (!isGroup(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, below(part, key))]),
  );
}
