import type { Fingerprint } from "../fingerprint";
import type { Hide } from "../plan/hidden";
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

/** How values are shown: a secret as its mark, and no secret inside anything else. */
export interface Showing {
  readonly mark: Fingerprint;
  readonly hide: Hide;
}

/** A finding as it may be shown. A secret that somebody put into a place of another kind is one there too. */
export function shown({ secret, wanted, found, ...rest }: Finding, { mark, hide }: Showing): Difference {
  const show = secret ? mark : hide;
  const hidden = secret || [wanted, found].some((text) => text !== undefined && hide(text) !== text);
  return {
    ...rest,
    ...(wanted === undefined ? {} : { wanted: show(wanted) }),
    ...(found === undefined ? {} : { found: show(found) }),
    ...(hidden ? { secret: true } : {}),
  };
}
