import { afterEach, describe, expect, it } from "vitest";
import { databaseProvider } from "../../../components/dynamic/databaseReady";
import { type FakeContainer, type FakeDocker, fakeDocker } from "../../support/fakeDocker";

let docker: FakeDocker | undefined;
afterEach(async () => await docker?.stop());

const state = {
  container: "db",
  containerId: "1",
  password: "new-password",
  pooler: "made-with",
  jwtExpiry: 3600,
  timeout: 5,
  providerVersion: 1,
};
const healthy: FakeContainer = { looks: [{ health: "healthy" }] };

async function on(container: FakeContainer) {
  docker = await fakeDocker({ containers: { db: container } });
  return { ...state, host: docker.address };
}

/** What psql was called with and told, a line per call. */
const told = () => docker?.commands.map(({ env, input }) => ({ env, input: input.trim() })) ?? [];

const lifetime = `alter database postgres set "app.settings.jwt_exp" to '3600';`;
const inInternal = (text: string) =>
  expect.stringMatching(
    new RegExp(`datname = '_supabase' .gset\\s+.if :internal\\s+.connect _supabase\\s+${text}\\s+.endif`),
  );
const forgetsTenant = "drop schema if exists _supavisor cascade; create schema _supavisor;";

describe("DatabaseReady", () => {
  it("waits for the server and tells it the lifetime of tokens", async () => {
    const wanted = await on(healthy);
    expect(await databaseProvider.create(wanted)).toEqual({ id: "database:db", outs: wanted });
    const env = ["PGPASSWORD=new-password"];
    expect(told()).toEqual([
      { env, input: lifetime },
      { env, input: "select 1;" },
      { env, input: inInternal(forgetsTenant) },
    ]);
    // From 127.0.0.1 it asks for no password.
    expect(docker?.commands[1]?.argv.join(" ")).toContain('-h "$HOSTNAME"');
    expect(docker?.commands[0]?.argv.slice(0, 9)).toEqual([
      "psql",
      "-X",
      "-q",
      "-v",
      "ON_ERROR_STOP=1",
      "-h",
      "127.0.0.1",
      "-U",
      "supabase_admin",
    ]);
  });

  it("gives every role its password when data of another one does not let it in", async () => {
    const wanted = await on({ ...healthy, exits: [0, 2, 0] });
    await databaseProvider.create(wanted);
    const [, , stored, passwords] = told().map(({ input }) => input);
    expect(stored).toContain(`'\\1new-password@'`);
    expect(passwords).toContain("alter role supabase_admin with password 'new-password'");
  });

  it("brings a new password to every role, with the old one, before services use it", async () => {
    const wanted = await on(healthy);
    await databaseProvider.update?.("id", { ...wanted, password: "old-password" }, wanted);
    const calls = told();
    expect(calls).toHaveLength(3);
    expect(calls.filter(({ env }) => env.join() !== "PGPASSWORD=old-password")).toEqual([]);
    const [, stored, passwords] = calls;
    expect(stored?.input).toContain(forgetsTenant);
    // Analytics keeps the password in an address.
    expect(stored?.input).toContain(`'\\1new-password@'`);
    const roles = [...(passwords?.input ?? "").matchAll(/alter role (\w+) with password 'new-password'/g)].map(
      ([, role]) => role,
    );
    expect(roles).toEqual([
      "anon",
      "authenticated",
      "authenticator",
      "dashboard_user",
      "pgbouncer",
      "postgres",
      "service_role",
      "supabase_auth_admin",
      "supabase_functions_admin",
      "supabase_replication_admin",
      "supabase_storage_admin",
      "supabase_admin",
    ]);
  });

  it("lets the pooler make its tenant anew when it was made with something else, and not otherwise", async () => {
    const wanted = await on(healthy);
    await databaseProvider.update?.("id", { ...wanted, pooler: "something-else" }, wanted);
    expect(told().map(({ input }) => input)).toEqual([lifetime, inInternal(forgetsTenant)]);
  });

  it("accepts a state of before it knew what the pooler was made with", async () => {
    const wanted = await on(healthy);
    const earlier = { ...wanted, pooler: undefined } as unknown as typeof wanted; // an earlier version wrote it
    expect((await databaseProvider.diff?.("id", earlier, wanted))?.changes).toBe(true);
    await databaseProvider.update?.("id", earlier, wanted);
    expect(told()).toHaveLength(1);
  });

  it("puts no password into a list of processes", async () => {
    const wanted = await on(healthy);
    await databaseProvider.update?.("id", { ...wanted, password: "old-password" }, wanted);
    const seen = JSON.stringify(docker?.commands.map(({ argv }) => argv));
    expect(seen).not.toMatch(/(old|new)-password/);
  });

  it("tells what Postgres says, without a password", async () => {
    const output = `psql:<stdin>:1: ERROR:  cannot set 'new-password' nor 'old-password'\nLINE 1: x\n`;
    const wanted = await on({ ...healthy, exits: [0, 3], output });
    await expect(databaseProvider.update?.("id", { ...wanted, password: "old-password" }, wanted)).rejects.toThrow(
      /^Postgres refused a change: ERROR: {2}cannot set '\[secret\]' nor '\[secret\]'$/,
    );
  });

  it("tells the exit code when Postgres says nothing", async () => {
    await expect(databaseProvider.create(await on({ ...healthy, exits: [2] }))).rejects.toThrow(
      "Postgres refused a change: exit code 2",
    );
  });

  it("explains a server that does not start", async () => {
    const wanted = await on({
      looks: [{ status: "exited", exitCode: 1 }],
      logs: "data directory has wrong ownership\n",
    });
    await expect(databaseProvider.create(wanted)).rejects.toThrow(
      "db ended with exit code 1. Its last lines:\n  data directory",
    );
    expect(told()).toEqual([]);
  });

  it("runs again for another container, password or lifetime, and not for another patience", async () => {
    const old = { ...state, host: "unix:///x" };
    const changes = async (news: object) => (await databaseProvider.diff?.("id", old, { ...old, ...news }))?.changes;
    expect(await changes({ timeout: 6 })).toBe(false);
    for (const key of ["host", "container", "containerId", "password", "pooler", "jwtExpiry", "providerVersion"]) {
      expect([key, await changes({ [key]: "other" })]).toEqual([key, true]);
    }
  });
});
