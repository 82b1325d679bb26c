import type { Marks } from "../upgrade/marks";

/**
 * What counts as written before: the gate's own user and objects came and went, so tables with as many rows gone as come are
 * taken as they are after it; every other may hold rows of users already and is taken as it was.
 */
export function withoutGate(before: Marks, after: Marks): Marks {
  const writes = Object.entries(after.writes).map(([table, [inserted, updated, deleted]]) => {
    const was = before.writes[table] ?? ([0, 0, 0] as const);
    const isGates = inserted - was[0] === deleted - was[2];
    return [table, isGates ? ([inserted, updated, deleted] as const) : was] as const;
  });
  return { ...before, writes: Object.fromEntries(writes) };
}
