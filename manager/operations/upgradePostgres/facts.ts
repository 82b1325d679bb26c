import { type Server, ask } from "./run";

/** What a server holds, as sentences' subjects with their values: `rows of public.notes` → `3`. No row is in it. */
export type Facts = Readonly<Record<string, string>>;

/** Rights, whoever gave them. MAINTAIN came with Postgres 17, whose owners have it. */
const rights = (acl: string, kind: string, owner: string) => `
  (select md5(coalesce(string_agg(format('%s %s %s', case a.grantee when 0 then 'public' else a.grantee::regrole::text end,
    a.privilege_type, a.is_grantable), ',' order by a.grantee::regrole::text, a.privilege_type, a.is_grantable), ''))
   from aclexplode(coalesce(${acl}, acldefault(${kind}, ${owner}))) a where a.privilege_type <> 'MAINTAIN')`;

const isForeign = "nspname in ('pg_catalog', 'information_schema') or nspname ~ '^pg_(toast|temp)'";
/** What an extension brought comes with the extension. */
const own = (catalog: string, oid: string) =>
  `not exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;
const kinds = `case relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view' when 'm' then 'materialized view'
  when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type' else 'index' end`;
const answerTo = (query: string) =>
  `(xpath('/row/x/text()', query_to_xml(format('${query}', n.nspname, c.relname), false, true, '')))[1]::text`;
/** Tables whose rows an extension leaves to a dump. */
const dumped = `select e.extconfig[i] from pg_extension e, generate_subscripts(e.extconfig, 1) i where e.extcondition[i] = ''`;

/** Parts of one answer: each gives rows of `key` and `value`. */
const parts: readonly string[] = [
  `select format('%s %I.%I', ${kinds}, n.nspname, c.relname), '' from mine c join pg_namespace n on n.oid = c.relnamespace`,
  `select format('owner of %I.%I', n.nspname, c.relname), c.relowner::regrole::text from mine c join pg_namespace n on n.oid = c.relnamespace`,
  `select format('rights on %I.%I', n.nspname, c.relname), ${rights("c.relacl", "case c.relkind when 'S' then 's'::\"char\" else 'r'::\"char\" end", "c.relowner")}
     from mine c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')`,
  `select format('columns of %I.%I', n.nspname, c.relname), md5(string_agg(format('%s %s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity), ',' order by a.attname))
     from mine c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') group by n.nspname, c.relname`,
  `select format('row level security of %I.%I', n.nspname, c.relname), format('%s %s', c.relrowsecurity, c.relforcerowsecurity)
     from mine c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')`,
  `select format('policy %s of %s', p.polname, p.polrelid::regclass), format('%s %s %s', p.polcmd, p.polpermissive,
     (select string_agg(r::regrole::text, ',' order by r::regrole::text) from unnest(p.polroles) r)) from pg_policy p`,
  `select format('%s %s of %I.%I', case k.contype when 'f' then 'foreign key' else 'constraint' end, k.conname, n.nspname, c.relname), k.convalidated::text
     from pg_constraint k join mine c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace where k.contype <> 'n'`,
  `select format('trigger %s of %s', t.tgname, t.tgrelid::regclass), t.tgenabled::text from pg_trigger t where not t.tgisinternal`,
  `select format('function %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
     format('%s %s %s %s %s', p.proowner::regrole, p.prosecdef, md5(coalesce(p.prosrc, '')), array_to_string(p.proconfig, ','), ${rights("p.proacl", "'f'", "p.proowner")})
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where not (${isForeign}) and ${own("pg_proc", "p.oid")}`,
  `select format('type %I.%I', n.nspname, t.typname), t.typowner::regrole::text from pg_type t join pg_namespace n on n.oid = t.typnamespace
     where t.typtype in ('d', 'e', 'r') and not (${isForeign}) and ${own("pg_type", "t.oid")}`,
  `select format('schema %I', nspname), format('%s %s', nspowner::regrole, ${rights("nspacl", "'n'", "nspowner")}) from pg_namespace n where not (${isForeign}) and ${own("pg_namespace", "n.oid")}`,
  `select format('default rights of %s in %s for %s', defaclrole::regrole, coalesce(nspname, 'all'), defaclobjtype), ${rights("defaclacl", "defaclobjtype", "defaclrole")}
     from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace`,
  `select format('event trigger %s', evtname), format('%s %s', evtenabled, evtowner::regrole) from pg_event_trigger e where ${own("pg_event_trigger", "e.oid")}`,
  `select format('publication %s', pubname), format('%s %s %s', pubowner::regrole, puballtables,
     (select string_agg(prrelid::regclass::text, ',' order by prrelid::regclass::text) from pg_publication_rel r where r.prpubid = p.oid)) from pg_publication p`,
  `select format('extension %s', extname), n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace`,
  `select format('settings of role %s in this database', coalesce(r.rolname, 'all')), (select string_agg(x, ', ' order by x) from unnest(setconfig) x)
     from pg_db_role_setting left join pg_roles r on r.oid = setrole where setdatabase = (select oid from pg_database where datname = current_database())`,
  `select 'the database itself', format('%s %s %s %s %s %s', datdba::regrole, pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit, ${rights("datacl", "'d'", "datdba")})
     from pg_database where datname = current_database()`,
];

/** What goes on changing while an instance serves. */
const moving: readonly string[] = [
  `select format('rows of %I.%I', n.nspname, c.relname), ${answerTo("select count(*) as x from %I.%I")} from mine c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' or (c.relkind = 'm' and c.relispopulated)`,
  `select format('value of sequence %I.%I', n.nspname, c.relname), ${answerTo("select last_value || '' '' || is_called as x from %I.%I")}
     from mine c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S'`,
  `select 'large objects', count(*)::text from pg_largeobject_metadata`,
  `select 'bytes in large objects', coalesce(sum(length(data)), 0)::text from pg_largeobject`,
];

const inDatabase = (chosen: readonly string[]) => `
with mine as (
  select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where not (${isForeign}) and relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c', 'i', 'I') and (${own("pg_class", "c.oid")} or c.oid in (${dumped}))
), found (key, value) as (${chosen.join("\nunion all ")})
select coalesce(json_object_agg(key, coalesce(value, '')), '{}') from found`;

const ofCluster = `
with found (key, value) as (
  select format('role %s', rolname), format('%s %s %s %s %s %s %s %s %s', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
    rolbypassrls, rolconnlimit, rolvaliduntil) from pg_authid where rolname !~ '^pg_'
  union all select format('password of role %s', rolname), md5(rolpassword) from pg_authid where rolname !~ '^pg_'
  union all select format('setting %s of role %s', split_part(x, '=', 1), coalesce(rolname, 'all')), md5(x)
    from pg_db_role_setting left join pg_roles r on r.oid = setrole, unnest(setconfig) x where setdatabase = 0
  union all select format('membership of %s in %s', member::regrole, roleid::regrole), bool_or(admin_option)::text from pg_auth_members group by member, roleid
)
select json_object_agg(key, coalesce(value, '')) from found`;

/** What a database holds. @param live leaves out what its users change meanwhile. */
export const factsOf = async (server: Server, database: string, live = false): Promise<Facts> =>
  await ask<Facts>(server, inDatabase(live ? parts : [...parts, ...moving]), database);

/** Roles, their passwords, settings and memberships. */
export const clusterFacts = async (server: Server): Promise<Facts> => await ask<Facts>(server, ofCluster);

/** What cannot be shown, because it is a hash or a row of words. */
const shown = /^(rows of|value of|large objects|bytes in|owner of)/;

/**
 * Where two servers differ, in words.
 * @param more whether the new one may hold more, as a newer image brings roles of its own.
 */
export function differences(old: Facts, now: Facts, more = false): string[] {
  const keys = [...new Set([...Object.keys(old), ...(more ? [] : Object.keys(now))])].sort();
  return keys.flatMap((key) => {
    const [was, is] = [old[key], now[key]];
    if (was === is) return [];
    if (is === undefined) return [`${key}: missing`];
    if (was === undefined) return [`${key}: was not there before`];
    return [shown.test(key) ? `${key}: ${was} before, ${is} after` : `${key}: not as before`];
  });
}
