import { setTimeout as sleep } from "node:timers/promises";
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

/** Seconds after which a connection that does nothing has told Postgres what it wrote. */
const patience = 12;

/** The same, as soon as Postgres knows that the gate's own user has gone. */
export async function afterGate(before: Marks, look: () => Promise<Marks | undefined>): Promise<Marks> {
  const gone = ({ writes }: Marks) => writes["auth.users"]?.[2] ?? 0;
  for (const deadline = Date.now() + patience * 1000; ; await sleep(1000)) {
    const after = await look();
    if (after === undefined) return before;
    if (gone(after) > gone(before) || Date.now() > deadline) return withoutGate(before, after);
  }
}
