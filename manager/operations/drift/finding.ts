import type { Fingerprint } from "../fingerprint";
import type { Difference, Property, Repair } from "./types";

/** One thing that is so about a resource, in words that the wanted and the found side share. */
export interface Fact {
  readonly property: Property;
  readonly name?: string;
  /** In plain text, secrets included. */
  readonly text: string;
}

/** A difference with its values in plain text. It never leaves the operations. */
export interface Finding {
  readonly property: Property;
  readonly name?: string;
  readonly wanted?: string;
  readonly found?: string;
  readonly secret: boolean;
  readonly repair: Repair;
  readonly note?: string;
}

export const keyOf = ({ property, name = "" }: Pick<Fact, "property" | "name">): string => `${property} ${name}`;

/** Facts that only one side has, or that say something else there. */
export function differing(
  wanted: readonly Fact[],
  found: readonly Fact[],
): Pick<Finding, "property" | "name" | "wanted" | "found">[] {
  const before = new Map(wanted.map((fact) => [keyOf(fact), fact]));
  const after = new Map(found.map((fact) => [keyOf(fact), fact]));
  return [...new Map([...before, ...after])].flatMap(([key, { property, name }]) => {
    const [was, is] = [before.get(key)?.text, after.get(key)?.text];
    if (was === is) return [];
    return [
      {
        property,
        ...(name === undefined ? {} : { name }),
        ...(was === undefined ? {} : { wanted: was }),
        ...(is === undefined ? {} : { found: is }),
      },
    ];
  });
}

/** A finding as it may be shown. */
export function shown({ secret, ...finding }: Finding, mark: Fingerprint): Difference {
  if (!secret) return finding;
  return {
    ...finding,
    ...(finding.wanted === undefined ? {} : { wanted: mark(finding.wanted) }),
    ...(finding.found === undefined ? {} : { found: mark(finding.found) }),
  };
}
