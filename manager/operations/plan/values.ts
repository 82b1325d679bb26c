import type { Fingerprint } from "../fingerprint";
import type { Hide } from "./hidden";
import type { ValueChange } from "./types";

/** What Pulumi's runtime says of a value that only a run will know; inside a list of objects it is an object of its own. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** How values are shown: a secret as its fingerprint, and no secret inside anything else. */
export interface Showing {
  readonly fingerprint: Fingerprint;
  readonly hide: Hide;
}

/** A value of a container, before it is shown. */
export interface Value {
  readonly text: string;
  readonly secret: boolean;
}

/** What differs between two sets of values. */
export function compare(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  showing: Showing,
): ValueChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old?.text === now?.text) return [];
    return [{ name: showing.hide(name), old: shown(old, showing), new: shown(now, showing) }];
  });
}

function shown(value: Value | undefined, { fingerprint, hide }: Showing): string | undefined {
  if (value === undefined) return undefined;
  if (value.text.includes(unknown) || value.text.includes('"__pulumiUnknown"')) return "(generated)";
  return value.secret ? fingerprint(value.text) : hide(value.text);
}

/** Whether an input, or something inside it, is among the secret ones. */
export const isSecret = (secrets: readonly string[], path: string): boolean =>
  secrets.some((secret) => secret === "" || `${path}/`.startsWith(`${secret}/`) || secret.startsWith(`${path}/`));
