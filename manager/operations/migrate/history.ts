import type { Recorded } from "./compare";
import type { MigrationFile } from "./folder";
import type { Connection } from "./wire/connection";
import { type Value, arrayOf } from "./wire/messages";

const table = "supabase_migrations.schema_migrations";

/**
 * What the official CLI or this one has recorded, in the order of the versions. Tables of early versions have fewer columns,
 * and others may have more: a row is read as a whole.
 */
export async function readHistory(connection: Connection): Promise<Recorded[]> {
  const [there] = await connection.query(`select to_regclass('${table}') is not null`);
  if (there?.[0] !== "t") return [];
  const rows = await connection.query(`
    select version, coalesce(kept ->> 'name', ''), case when jsonb_typeof(kept -> 'statements') = 'array' then
      (select md5(coalesce(string_agg(statement, e'\\x1f' order by number), ''))
        from jsonb_array_elements_text(kept -> 'statements') with ordinality as each (statement, number)) end
    from (select version, to_jsonb(recorded) as kept from ${table} as recorded) as rows
    order by version collate "C"`);
  return rows.map(([version, name, mark]) => ({ version: version ?? "", name: name ?? "", mark: mark ?? undefined }));
}

/** Makes the table as the official CLI does; what is there already stays as it is. */
export const tableStatements: readonly { readonly sql: string }[] = [
  "set local lock_timeout = '4s'",
  "set local client_min_messages = warning",
  "create schema if not exists supabase_migrations",
  `create table if not exists ${table} (version text not null primary key)`,
  `alter table ${table} add column if not exists statements text[]`,
  `alter table ${table} add column if not exists name text`,
].map((sql) => ({ sql }));

/** The row of a file. Without a statement there is no array either. */
export function recordOf({ version, name, statements }: MigrationFile): { sql: string; values: Value[] } {
  const texts = statements.length === 0 ? null : arrayOf(statements.map(({ text }) => text));
  return {
    sql: `insert into ${table} (version, name, statements) values ($1, $2, $3)`,
    values: [version, name, texts],
  };
}
