type Group = Readonly<Record<string, unknown>>;

/** Whether a value from a stack file is a group of settings, neither a list nor a single value. */
export function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lays `over` on top of `base`: groups are merged key by key, lists and single values are replaced as a whole. */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isGroup(base) || !isGroup(over) || excludeEachOther(base, over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(own(base, key), own(over, key))]));
}

const own = (group: Group, key: string): unknown => (Object.hasOwn(group, key) ? group[key] : undefined);

/** Two references to a secret or a text, or two stores of different kinds: half of each would be neither. */
function excludeEachOther(base: Group, over: Group): boolean {
  if (isReference(base) || isReference(over)) return true;
  return base.backend !== undefined && over.backend !== undefined && base.backend !== over.backend;
}

const isReference = (group: Group) => typeof own(group, "file") === "string" || typeof own(group, "env") === "string";
