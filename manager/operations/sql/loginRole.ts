import { randomBytes } from "node:crypto";
import { record } from "../audit";
import type { Workspace } from "../workspace";
import { askSql } from "./query";

/** A role to log in with for a while. */
export interface LoginRole {
  readonly role: string;
  readonly password: string;
  /** Seconds. */
  readonly lifetime: number;
}

const lifetime = 300;

/**
 * Gives a client a login of its own, so that it needs no password of the database: a role that may become `postgres`, or the one that
 * can only read, until its password has expired.
 */
export async function loginRole(
  workspace: Workspace,
  { instance, readOnly }: { readonly instance: string; readonly readOnly: boolean },
): Promise<LoginRole> {
  const granted = readOnly ? "supabase_read_only_user" : "postgres";
  const role = `cli_login_${granted}`;
  // Letters and digits of ours: nothing in it could end the text.
  const password = randomBytes(24).toString("hex");
  const sql = `
    do $do$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} login noinherit; end if;
    end $do$;
    do $do$ begin
      execute format('alter role ${role} with login noinherit password ''${password}'' valid until %L', now() + interval '${lifetime} seconds');
    end $do$;
    grant ${granted} to ${role}`;
  await askSql(workspace, { instance, sql, user: "supabase_admin" });
  record(workspace, { job: `login role ${role} of ${instance}`, result: "done" });
  return { role, password, lifetime };
}
