import { Sealed } from "../../components/config/secretValue";
import type { GivenSecret } from "./protocol";

/** Every secret in an instance's entry, by the path of its setting. */
export function givenSecrets(instance: string, config: unknown, path: readonly string[] = []): GivenSecret[] {
  if (config instanceof Sealed)
    return [{ instance, path: path.join("."), origin: config.origin, text: textOf(config) }];
  if (typeof config !== "object" || config === null) return [];
  return Object.entries(config).flatMap(([key, inner]) => givenSecrets(instance, inner, [...path, key]));
}

/** A rule sees the text that is kept from everybody else. */
function textOf(secret: Sealed): string {
  let text = "";
  secret.satisfies((inside) => {
    text = inside;
    return true;
  });
  return text;
}
