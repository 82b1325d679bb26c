import { fleetOf } from "../fleetFile";
import { over, withList } from "../otherList";
import type { Workspace } from "../workspace";

/**
 * The same stack with every instance that has a store at work, for a question to the program: those that are paused, or have
 * stopped making backups, have a key to what lies there, too.
 */
export async function withEveryStore(workspace: Workspace): Promise<Workspace> {
  const { instances } = await fleetOf(workspace);
  const stores = new Set(
    instances.filter(({ config }) => config.backup !== undefined).map(({ name }) => name as string),
  );
  return withList(workspace, (entries) =>
    entries.map((entry) =>
      stores.has(String(entry.name)) ? over(entry, { state: "active", backup: { enabled: true } }) : entry,
    ),
  );
}
