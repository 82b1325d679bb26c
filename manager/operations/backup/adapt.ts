import { forgetTenant, replaceStoredAddress, setPasswords } from "../../../components/dynamic/databaseReady";
import type { Model } from "../model";
import { help } from "../helperContainer";
import type { DataRole, Target } from "../snapshot/target";
import type { Server } from "./recovery";

/**
 * Makes a copy the instance's own: the passwords are those that its services have now, the pooler will write its tenant anew, and
 * objects lie under the instance's name.
 */
export async function adapt(
  target: Target,
  known: Model,
  { server, volumes, from }: { server: Server; volumes: Readonly<Record<DataRole, string>>; from: string },
): Promise<void> {
  const password = known.outputs[target.name]?.postgresPassword ?? "";
  const others = (await server.sql("select datname from pg_database where datname = '_supabase'")).trim();
  if (others !== "") await server.sql(`${forgetTenant()}${replaceStoredAddress(password)}`, "_supabase");
  const lifetime = Number(target.spec.config.auth.jwtExpiry);
  await server.sql(`alter database postgres set "app.settings.jwt_exp" to '${lifetime}';`);
  await server.sql(setPasswords(password));
  if (from !== target.name) await moveObjects(target, volumes.storage, from);
}

/** Storage keeps objects under its tenant's name, which is the instance's. */
async function moveObjects(target: Target, volume: string, from: string): Promise<void> {
  const script = `set -eu; cd /to; [ ! -d objects/${from} ] || mv objects/${from} objects/${target.name}`;
  const { host, name, spec } = target;
  await help(host, { image: spec.images.db, instance: name, script, mounts: [{ volume, path: "/to" }] });
}
