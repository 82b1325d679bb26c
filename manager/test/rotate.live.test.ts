import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { missingDocker } from "../../test/live/docker";
import { status } from "../../test/live/journey";
import { lean } from "../../test/live/settings";
import { model } from "../operations/model";
import type { Rotated } from "../operations/rotate/rotate";
import { openWorkspace } from "../operations/workspace";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const withStudio = { services: { ...lean.services, studio: true, meta: true } };
const names = { "embedded engine": "rotatelive-a", "Pulumi CLI": "rotatelive-b" } as const;
const noDocker = missingDocker();

/** What the program exports of an instance, in plain text. */
async function outputsOf(live: LiveFleet, name: string): Promise<Readonly<Record<string, string | undefined>>> {
  const { outputs } = await model(openWorkspace({ folder: live.folder, stack: "live" }));
  return outputs[name] ?? {};
}

/** How the API answers a user's token. */
async function answerTo(token: string, { apiUrl, secretKey = "" }: Readonly<Record<string, string | undefined>>) {
  return await status(`${apiUrl}/rest/v1/`, { apikey: secretKey, authorization: `Bearer ${token}` });
}

async function signUp({ apiUrl = "", publishableKey = "" }: Readonly<Record<string, string | undefined>>) {
  const credentials = { email: `${Date.now()}@example.com`, password: "correct horse" };
  const { data, error } = await client(apiUrl, publishableKey).auth.signUp(credentials);
  expect(error).toBeNull();
  return data.session?.access_token ?? "";
}

const notPassed = ({ proofs }: Rotated) => proofs.filter(({ result }) => result !== "passed");

describe.each(engineNames)("fleet rotate, by the $name", ({ name, missing }) => {
  const instance = names[name];
  let live: LiveFleet;
  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet(name, [instance]);
    live.write([leanInstance(instance, withStudio)]);
    const { code, stderr } = await live.fleet("apply", "--yes");
    expect(code, stderr).toBe(0);
  });
  afterAll(() => live?.remove());

  it.skipIf(missing)(
    "renews everything in one apply, and logs in with every new value and every old one",
    async () => {
      const before = await outputsOf(live, instance);
      const token = await signUp(before);
      const rotated = await live.json<Rotated>("rotate", instance, "all", "--yes");
      expect(notPassed(rotated)).toEqual([]);
      const tried = rotated.proofs.map(({ login }) => login);
      expect(tried).toEqual(
        expect.arrayContaining([
          "old password as authenticator",
          "old serviceRoleKey as a token at REST",
          "old dashboard password",
          "old secretKey",
          "old publishableKey",
        ]),
      );
      const after = await outputsOf(live, instance);
      for (const key of ["postgresPassword", "anonKey", "serviceRoleKey", "secretKey", "dashboardPassword"])
        expect(after[key], key).not.toBe(before[key]);
      // A user who signed in before stays signed in.
      expect(await answerTo(token, after)).toBe(200);
      expect(await answerTo(await signUp(after), after)).toBe(200);

      const early = await live.fleet("rotate", instance, "jwtKeys", "--finish", "--yes");
      expect(early).toMatchObject({ code: 5, stderr: expect.stringContaining("Wait for that, or end them at once") });
      expect(notPassed(await live.json<Rotated>("rotate", instance, "jwtKeys", "--finish", "--now", "--yes"))).toEqual(
        [],
      );
      expect(await answerTo(token, after)).toBe(401);
      expect(await live.fleet("plan")).toMatchObject({ code: 0 });
    },
    900_000,
  );
});

describe("fleet rotate", () => {
  const instance = "rotatelive-c";
  let live: LiveFleet;
  beforeAll(async () => {
    if (noDocker !== undefined) return;
    live = liveFleet("embedded engine", [instance]);
    live.write([leanInstance(instance)]);
    const { code, stderr } = await live.fleet("apply", "--yes");
    expect(code, stderr).toBe(0);
  });
  afterAll(() => live?.remove());

  it.skipIf(noDocker)(
    "goes on where it was killed, however often, and raises the generation once",
    async () => {
      const journal = join(live.folder, ".supabase-fleet/rotations", instance, "live.json");
      const { postgresPassword = "" } = await outputsOf(live, instance);
      const killedAt = ["writing the list", `update ${instance}-database`, `replace ${instance}-rest`, "logging in"];
      for (const step of killedAt) {
        await live.killed((said) => said.includes(step), "rotate", instance, "postgresPassword", "--yes");
        expect(readFileSync(journal, "utf8"), step).not.toContain(postgresPassword);
        expect(statSync(journal).mode & 0o777).toBe(0o600);
      }
      const other = await live.fleet("rotate", instance, "secretKey", "--yes");
      expect(other).toMatchObject({
        code: 5,
        stderr: expect.stringContaining(`fleet rotate ${instance} postgresPassword`),
      });
      expect(notPassed(await live.json<Rotated>("rotate", instance, "postgresPassword", "--yes"))).toEqual([]);
      expect(readFileSync(live.stackFile, "utf8")).toMatch(/rotation:\s+postgresPassword: 2\n/);
      const after = await outputsOf(live, instance);
      expect(await answerTo(await signUp(after), after)).toBe(200);
    },
    900_000,
  );

  it.skipIf(noDocker)(
    "leaves a password that somebody gives to the list, where it is changed, while it is paused too, and taken back",
    async () => {
      const apply = async (more: Record<string, unknown>) => {
        live.write([leanInstance(instance, { rotation: { postgresPassword: 2 }, ...more })]);
        const { code, stderr } = await live.fleet("apply", "--yes");
        expect(code, stderr).toBe(0);
        expect((await live.fleet("plan")).stdout).toContain("Nothing to do");
      };
      const given = (password: string) => {
        writeFileSync(join(live.folder, password), password, { mode: 0o600 });
        return { secrets: { postgresPassword: { file: join(live.folder, password) } } };
      };
      const login = (password: string) => {
        const words = ["exec", "--env", `PGPASSWORD=${password}`, `supabase-${instance}-db`, "bash", "-c"];
        return spawnSync("docker", [...words, `psql -w -h "$HOSTNAME" -U authenticator postgres -c 'select 1'`]).status;
      };
      const { postgresPassword: generated = "" } = await outputsOf(live, instance);
      await apply(given("first-given"));
      expect([login(generated), login("first-given")]).toEqual([2, 0]);
      const rotated = await live.fleet("rotate", instance, "postgresPassword", "--yes");
      expect(rotated).toMatchObject({ code: 5, stderr: expect.stringContaining('Put another value there and run "fleet apply"') }); // prettier-ignore
      await apply({ state: "paused", ...given("first-given") });
      await apply({ state: "paused", ...given("second-given") });
      await apply(given("second-given"));
      expect([login("first-given"), login("second-given")]).toEqual([2, 0]);
      await apply({});
      expect([login("second-given"), login(generated)]).toEqual([2, 0]);
      const after = await outputsOf(live, instance);
      expect(await answerTo(await signUp(after), after)).toBe(200);
    },
    900_000,
  );

  it.skipIf(noDocker)("does not apply what is pending for another instance", async () => {
    live.write([leanInstance(instance, { rotation: { postgresPassword: 2 } }), leanInstance("rotatelive-e")]);
    const { code, stderr } = await live.fleet("rotate", instance, "secretKey", "--yes");
    expect(code).toBe(5);
    expect(stderr).toContain("changes pending for: rotatelive-e");
    expect(readFileSync(live.stackFile, "utf8")).not.toContain("secretKey");
  });
});
