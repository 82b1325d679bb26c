import { isGroup } from "../../../components/config/merge";
import { FleetError } from "../errors";
import type { Model } from "../model";
import { type StackFile, entryOf, namesIn } from "../stackFile";

/** Variables of services are handled as secrets, and many are none: text is fine there. */
const plainIsFine = [/^env\./, /^functions\.env\./];

/**
 * A secret in plain text in the stack file is in every copy and in the history of the repository.
 * @throws FleetError naming the ways to give it.
 */
export function refusePlainSecrets(file: StackFile, name: string, { fleet }: Model): void {
  const config: unknown = fleet.instances.find((instance) => instance.name === name)?.config;
  if (!namesIn(file).includes(name) || config === undefined) return;
  for (const path of texts(entryOf(file, name).toJS(file.document), [])) {
    const written = path.join(".");
    if (at(config, path) !== "[secret]" || plainIsFine.some((pattern) => pattern.test(written))) continue;
    throw new FleetError(
      "usage",
      [
        `${written} is a secret, which does not belong into the file as plain text. Nothing was written. Either`,
        `  fleet set ${name} ${written} --secret                   asks for it and encrypts it, or`,
        `  fleet set ${name} ${written} '{ env: A_VARIABLE }'      or '{ file: /a/path }' says where it is.`,
      ].join("\n"),
    );
  }
}

/** Paths of all texts. */
function texts(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value === "string") return [path];
  const inner = Array.isArray(value) ? Object.entries(value) : isGroup(value) ? Object.entries(value) : [];
  return inner.flatMap(([key, child]) => texts(child, [...path, key]));
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (now, key) => (typeof now === "object" && now !== null ? Reflect.get(now, key) : undefined),
    value,
  );
