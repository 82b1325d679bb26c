import { poolerTenant } from "../../../../components/services/pooler";
import { database } from "../../../../components/services/database";
import type { Proof, Proving } from "./proof";
import { containerOf } from "./proof";
import { type Login, psql } from "./psql";
import type { Pair } from "./values";

/** Roles whose password the program sets, see `components/dynamic/databaseReady.ts`; those that cannot log in are left out. */
const loginRoles = `
  select rolname from pg_roles where rolcanlogin and rolname in (
    'anon', 'authenticated', 'authenticator', 'dashboard_user', 'pgbouncer', 'postgres', 'service_role', 'supabase_admin',
    'supabase_auth_admin', 'supabase_functions_admin', 'supabase_replication_admin', 'supabase_storage_admin')
  order by 1;`;

const secret = "postgresPassword";

/** Each role, the pooler and what analytics has stored: the new password is accepted, the old one refused. */
export async function databaseProofs(proving: Proving, pair: Pair): Promise<Proof[]> {
  const { spec } = proving;
  const admin = direct("supabase_admin", pair.new);
  const roles = await psql(containerOf(proving, "db"), admin, loginRoles);
  if (!roles.accepted) return [{ secret, login: "new password as supabase_admin", result: "failed", seen: roles.text }];
  const proofs: Proof[] = [];
  for (const role of roles.text.split("\n").filter(Boolean))
    proofs.push(...(await both(proving, `as ${role}`, pair, (password) => direct(role, password))));
  if (spec.services.includes("pooler")) {
    const user = `postgres.${poolerTenant(spec)}`;
    proofs.push(
      ...(await both(proving, `as ${user} through the pooler`, pair, (password) => ({ ...direct(user, password), host: "pooler" }))),
    ); // prettier-ignore
  }
  return spec.services.includes("analytics") ? [...proofs, await storedAddress(proving, pair)] : proofs;
}

const direct = (user: string, password: string): Login => ({
  user,
  host: database.host,
  port: Number(database.port),
  database: database.name,
  password,
});

async function both(proving: Proving, how: string, pair: Pair, login: (password: string) => Login): Promise<Proof[]> {
  const db = containerOf(proving, "db");
  const accepted = await psql(db, login(pair.new), "select 1;");
  const refused = await psql(db, login(pair.old), "select 1;");
  return [
    { secret, login: `new password ${how}`, result: accepted.accepted ? "passed" : "failed", seen: accepted.accepted ? "is accepted" : accepted.text },
    { secret, login: `old password ${how}`, result: isRefusal(refused) ? "passed" : "failed", seen: isRefusal(refused) ? "is refused" : refused.accepted ? "is still accepted" : refused.text },
  ]; // prettier-ignore
}

/** Refused for the password, and not because nobody answered. */
const isRefusal = ({ accepted, text }: { accepted: boolean; text: string }) =>
  !accepted && /authentication failed|wrong password|invalid password|SASL|28P01/i.test(text);

/** Analytics keeps the password in an address of its own, in a table. */
async function storedAddress(proving: Proving, pair: Pair): Promise<Proof> {
  const holds = (password: string) => `(select count(*) from _analytics.source_backends where position('${password.replace(/'/g, "''")}' in config::text) > 0)`; // prettier-ignore
  const admin = { ...direct("supabase_admin", pair.new), database: database.internal };
  const answer = await psql(containerOf(proving, "db"), admin, `select ${holds(pair.old)}, ${holds(pair.new)};`);
  const passed = answer.accepted && answer.text.startsWith("0|");
  const seen = passed ? "has no old password" : answer.accepted ? "still has the old password" : answer.text;
  return { secret, login: "the address that analytics stores", result: passed ? "passed" : "failed", seen };
}
