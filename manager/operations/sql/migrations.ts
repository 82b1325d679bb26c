import { recorded } from "../apply";
import { actor } from "../actor";
import { FleetError } from "../errors";
import { applyFile } from "../migrate/applyFile";
import { faultOf } from "../migrate/folder";
import { readHistory, tableStatements } from "../migrate/history";
import { lockMigrations } from "../migrate/lock";
import { split } from "../migrate/split";
import { type Login, connected } from "../migrate/wire/connection";
import type { Running } from "../progress";
import type { Workspace } from "../workspace";

/** A migration that the database has recorded. */
export interface AppliedVersion {
  readonly version: string;
  readonly name: string;
}

export interface NewMigration {
  readonly instance: string;
  readonly name: string;
  readonly sql: string;
}

/** What the database of an instance has recorded, oldest first. */
export async function appliedMigrations(workspace: Workspace, instance: string): Promise<AppliedVersion[]> {
  const rows = await connected(workspace, loginOf(instance), readHistory);
  return rows.map(({ version, name }) => ({ version, name }));
}

/**
 * Applies SQL as a migration of this second and records it, both or neither.
 * @throws FleetError `usage` with the statement that Postgres refuses.
 */
export async function applyMigration(
  workspace: Workspace,
  { instance, name, sql }: NewMigration,
  running: Running,
  now = new Date(),
): Promise<AppliedVersion> {
  const statements = split(sql);
  if (statements.length === 0) throw new FleetError("usage", "The migration holds no statement.");
  return await recorded(workspace, { job: `migrate ${instance}`, wait: 600 }, running, async () =>
    connected(workspace, loginOf(instance), async (connection) => {
      await lockMigrations(connection, instance);
      const taken = (await readHistory(connection)).map(({ version }) => version);
      const version = versionAfter(now, taken);
      const file = { version, name, file: `${version}_${name}.sql`, text: sql, statements };
      const fault = faultOf(file);
      if (fault !== undefined) throw new FleetError("usage", fault);
      await connection.together([{ sql: "begin" }, ...tableStatements, { sql: "commit" }]);
      await applyFile(connection, file).catch((error: unknown) => {
        // It is the SQL of whoever asks that is wrong, not the server.
        throw error instanceof FleetError && error.kind === "failed" ? new FleetError("usage", error.message) : error;
      });
      await connection.alone("notify pgrst, 'reload schema'");
      return { version, name };
    }),
  );
}

/** The second, as the official CLI writes it; the next free one, so that two within a second keep their order. */
function versionAfter(now: Date, taken: readonly string[]): string {
  for (let at = now.getTime(); ; at += 1000) {
    const version = new Date(at).toISOString().replace(/\D/g, "").slice(0, 14);
    if (!taken.includes(version)) return version;
  }
}

const loginOf = (instance: string): Login => ({ instance, application: `fleet, ${actor()}` });
