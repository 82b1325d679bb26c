import { actor } from "../actor";
import { recorded } from "../apply";
import { FleetError } from "../errors";
import { applyFile } from "../migrate/applyFile";
import type { Recorded } from "../migrate/compare";
import { type MigrationFile, faultOf } from "../migrate/folder";
import { readHistory, tableStatements } from "../migrate/history";
import { lockMigrations } from "../migrate/lock";
import type { Statement } from "../migrate/split";
import { type Connection, type Login, connected } from "../migrate/wire/connection";
import { type Running, begin, end } from "../progress";
import type { AppliedVersion } from "../sql/migrations";
import type { Workspace } from "../workspace";

export interface Carrying {
  /** Instance whose migrations are carried over. */
  readonly from: string;
  readonly to: string;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

/**
 * Applies the migrations that one database has recorded and another lacks, in the order of their versions: each is a transaction
 * with its record, so that the same call goes on where one before it ended.
 * @returns those that were applied.
 * @throws FleetError when both have a version with other statements, with nothing applied; or with the statement that failed.
 */
export async function carryMigrations(
  workspace: Workspace,
  { from, to, wait = 0 }: Carrying,
  running: Running,
): Promise<AppliedVersion[]> {
  return await recorded(workspace, { job: `merge ${from} to ${to}`, wait }, running, async () => {
    const theirs = await connected(workspace, loginOf(from), readAll);
    return await connected(workspace, loginOf(to), async (connection) => {
      await lockMigrations(connection, to);
      const missing = missingIn(await readHistory(connection), theirs, { from, to });
      if (missing.length === 0) return [];
      await connection.together([{ sql: "begin" }, ...tableStatements, { sql: "commit" }]);
      for (const file of missing) {
        begin(running, `applies ${file.file}`, to);
        await applyFile(connection, file);
      }
      await connection.alone("notify pgrst, 'reload schema'");
      end(running, `${missing.length} applied`, to);
      return missing.map(({ version, name }) => ({ version, name }));
    });
  });
}

/** A migration as a database has recorded it; without statements where somebody only noted that it was applied. */
interface Kept extends Recorded {
  readonly statements: readonly string[] | undefined;
}

async function readAll(connection: Connection): Promise<Kept[]> {
  const history = await readHistory(connection);
  if (history.length === 0) return [];
  const rows = await connection.query(
    `select version, to_jsonb(recorded) -> 'statements' from supabase_migrations.schema_migrations as recorded`,
  );
  const texts = new Map(rows.map(([version, statements]) => [version, statements]));
  return history.map((each) => ({ ...each, statements: listOf(texts.get(each.version)) }));
}

function listOf(text: string | null | undefined): string[] | undefined {
  const list: unknown = JSON.parse(text ?? "null");
  return Array.isArray(list) ? list.map(String) : undefined;
}

function missingIn(
  ours: readonly Recorded[],
  theirs: readonly Kept[],
  { from, to }: Pick<Carrying, "from" | "to">,
): MigrationFile[] {
  const known = new Map(ours.map((row) => [row.version, row.mark]));
  const other = theirs.filter(({ version, mark }) => known.has(version) && known.get(version) !== mark);
  if (other.length > 0)
    throw new FleetError("refused", `${from} and ${to} have other statements in ${versions(other)}. Nothing was applied.`); // prettier-ignore
  const missing = theirs.filter(({ version }) => !known.has(version));
  const empty = missing.filter(({ statements }) => statements === undefined);
  if (empty.length > 0)
    throw new FleetError("refused", `${from} has recorded ${versions(empty)} without the statements. Nothing was applied.`); // prettier-ignore
  const files = missing.map(fileOf);
  const fault = files.map(faultOf).find((each) => each !== undefined);
  if (fault !== undefined) throw new FleetError("refused", `${fault} Nothing was applied.`);
  return files;
}

const versions = (list: readonly Recorded[]) => list.map(({ version }) => JSON.stringify(version)).join(", ");

/** Its text again, which a failure is shown in. */
function fileOf({ version, name, statements = [] }: Kept): MigrationFile {
  let line = 1;
  const counted = statements.map((text): Statement => {
    const statement = { text, line };
    line += text.split("\n").length;
    return statement;
  });
  const text = statements.map((each) => `${each};\n`).join("");
  return { version, name, file: `${version}_${name}.sql`, text, statements: counted };
}

const loginOf = (instance: string): Login => ({ instance, application: `fleet, ${actor()}` });
