import type { Workspace } from "../workspace";
import { askSql } from "./query";

/** Something in a database that should be another way. */
export interface Advice {
  /** The name that Supabase's own advisor gives it. */
  readonly name: string;
  readonly title: string;
  readonly level: "ERROR" | "WARN" | "INFO";
  readonly category: "SECURITY" | "PERFORMANCE";
  readonly description: string;
  readonly remediation: string;
  /** What it is about. */
  readonly schema: string;
  readonly entity: string;
  readonly type: "table" | "view" | "function";
}

type Rule = Omit<Advice, "schema" | "entity" | "type"> & {
  readonly type: Advice["type"];
  /** Answers with schema and entity; $1 is the schemas that the API shows. */ readonly sql: string;
};

const ownSchemas = "n.nspname not in ('pg_catalog', 'information_schema', 'auth', 'storage', 'realtime', 'extensions', 'graphql', 'graphql_public', 'vault', 'pgbouncer', 'supabase_functions', 'supabase_migrations', '_realtime', '_analytics', '_supavisor', 'net', 'cron', 'pgsodium') and n.nspname not like 'pg_%'"; // prettier-ignore
const docs = "https://supabase.com/docs/guides/database/database-linter?lint=";

const rules: readonly Rule[] = [
  {
    name: "rls_disabled_in_public",
    title: "RLS disabled in public",
    level: "ERROR",
    category: "SECURITY",
    type: "table",
    description:
      "The API shows this table, and row level security is off: whoever has the publishable key reads and writes all of it.",
    remediation: `${docs}0013_rls_disabled_in_public`,
    sql: "select n.nspname as schema, c.relname as entity from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname = any($1::text[]) and not c.relrowsecurity",
  },
  {
    name: "policy_exists_rls_disabled",
    title: "Policy exists, RLS disabled",
    level: "ERROR",
    category: "SECURITY",
    type: "table",
    description: "The table has policies, but row level security is off, so none of them counts.",
    remediation: `${docs}0007_policy_exists_rls_disabled`,
    sql: `select distinct n.nspname as schema, c.relname as entity from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where not c.relrowsecurity and ${ownSchemas} and $1::text[] is not null`,
  },
  {
    name: "rls_enabled_no_policy",
    title: "RLS enabled, no policy",
    level: "INFO",
    category: "SECURITY",
    type: "table",
    description: "Row level security is on and there is no policy: the API gives nobody anything of this table.",
    remediation: `${docs}0008_rls_enabled_no_policy`,
    sql: `select n.nspname as schema, c.relname as entity from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and c.relrowsecurity and ${ownSchemas} and not exists (select from pg_policy p where p.polrelid = c.oid) and $1::text[] is not null`,
  },
  {
    name: "security_definer_view",
    title: "Security definer view",
    level: "ERROR",
    category: "SECURITY",
    type: "view",
    description:
      "The API shows this view, which reads its tables with the rights of its owner: row level security of the reader does not count.",
    remediation: `${docs}0010_security_definer_view`,
    sql: "select n.nspname as schema, c.relname as entity from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and n.nspname = any($1::text[]) and not coalesce(c.reloptions::text ~* 'security_invoker=(true|on|1|yes)', false)",
  },
  {
    name: "function_search_path_mutable",
    title: "Function with a mutable search path",
    level: "WARN",
    category: "SECURITY",
    type: "function",
    description: "The function finds tables and functions by the search path of its caller, who may put others there.",
    remediation: `${docs}0011_function_search_path_mutable`,
    sql: `select n.nspname as schema, p.proname as entity from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prokind = 'f' and ${ownSchemas} and not coalesce(p.proconfig::text like '%search_path=%', false) and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') and $1::text[] is not null`,
  },
  {
    name: "unindexed_foreign_keys",
    title: "Foreign key without an index",
    level: "INFO",
    category: "PERFORMANCE",
    type: "table",
    description:
      "A foreign key has no index on its own side: deletes on the other side and joins read the whole table.",
    remediation: `${docs}0001_unindexed_foreign_keys`,
    sql: `select n.nspname as schema, c.relname || '.' || f.conname as entity from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace where f.contype = 'f' and ${ownSchemas} and not exists (select from pg_index i where i.indrelid = f.conrelid and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey) and $1::text[] is not null`,
  },
  {
    name: "no_primary_key",
    title: "No primary key",
    level: "INFO",
    category: "PERFORMANCE",
    type: "table",
    description: "The table has no primary key: rows cannot be told apart, and Realtime cannot follow them.",
    remediation: `${docs}0004_no_primary_key`,
    sql: `select n.nspname as schema, c.relname as entity from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${ownSchemas} and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary) and $1::text[] is not null`,
  },
  {
    name: "duplicate_index",
    title: "Duplicate index",
    level: "WARN",
    category: "PERFORMANCE",
    type: "table",
    description: "The table has indexes that are the same: each write pays for all, and one would do.",
    remediation: `${docs}0009_duplicate_index`,
    sql: `select n.nspname as schema, c.relname as entity from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where ${ownSchemas} and $1::text[] is not null group by n.nspname, c.relname, i.indkey::text, i.indclass::text, coalesce(i.indexprs::text, ''), coalesce(i.indpred::text, '') having count(*) > 1`,
  },
];

/** Looks for what Supabase's own advisor looks for first; it has some rules more. @param schemas those that the API shows. */
export async function adviceFor(
  workspace: Workspace,
  {
    instance,
    category,
    schemas,
  }: { readonly instance: string; readonly category: Advice["category"]; readonly schemas: readonly string[] },
): Promise<Advice[]> {
  const found: Advice[] = [];
  for (const { sql, ...rule } of rules.filter((each) => each.category === category)) {
    const rows = await askSql(workspace, { instance, sql, values: [schemas], readOnly: true });
    found.push(...rows.map(({ schema, entity }) => ({ ...rule, schema: String(schema), entity: String(entity) })));
  }
  return found;
}
