import { randomUUID } from "node:crypto";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Trust } from "./client";
import { fetchWith } from "./client";
import { cleanUp, containersOf, docker, psql, traces } from "./docker";
import { type Outcome, type Stack, engines } from "./engines";
import { type Keys, adminJourney, realtimeJourney, schema, status, storageJourney, userJourney } from "./journey";
import { domain, edgePorts, first, second, twoInstances } from "./settings";
import { conditions, expectSuccess } from "./stackTest";

const both = [first, second] as const;

describe.each(engines)("two instances side by side, by the $name", (kind) => {
  const { create } = kind;
  const { reason, title } = conditions(kind);
  const folder = join(tmpdir(), `fleet-edge-${randomUUID()}`);
  const settings = twoInstances(folder);
  let stack: Stack;
  let keys: Record<string, Keys>;
  /** Preview and run that add the second instance. */
  let planned: Outcome;
  let done: Outcome;
  const of = (name: string) => {
    const found = keys[name];
    if (found === undefined) throw new Error(`no outputs of ${name}`);
    return found;
  };
  const test = it.skipIf(reason !== undefined);

  beforeAll(async () => {
    if (reason !== undefined) return;
    cleanUp([...both, "fleet"]);
    stack = create();
    expectSuccess(await stack.up({ ...settings, instances: [{ name: first }] }));
    planned = expectSuccess(await stack.preview(settings));
    done = expectSuccess(await stack.up(settings));
    keys = (await stack.outputs(settings)) as unknown as Record<string, Keys>; // what the program exports
    for (const name of both) psql(name, schema);
  });

  afterAll(() => {
    if (reason !== undefined) return;
    cleanUp([...both, "fleet"]);
    stack.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The gateway's own port; the address in the outputs goes through the edge. */
  const direct = (name: string): Keys => ({ ...of(name), apiUrl: gatewayOf(name) });

  for (const name of both) {
    for (const kind of ["anonKey", "publishableKey"] as const) {
      test(title(`${name}: a user signs up and sees their own rows with the ${kind}`), async () => {
        await userJourney(direct(name), of(name)[kind]);
      });
    }
    for (const kind of ["serviceRoleKey", "secretKey"] as const) {
      test(title(`${name}: the ${kind} sees every row`), async () => {
        await adminJourney(direct(name), of(name)[kind]);
      });
    }
    test(title(`${name}: a wrong key is refused with 401, anon on an admin route with 403`), async () => {
      const { apiUrl, anonKey, publishableKey, secretKey } = direct(name);
      expect(await status(`${apiUrl}/rest/v1/notes`, {})).toBe(401);
      expect(await status(`${apiUrl}/rest/v1/notes`, { apikey: "sb_publishable_wrong" })).toBe(401);
      for (const path of ["/rest/v1/", "/pg/tables"]) {
        for (const apikey of [anonKey, publishableKey]) expect(await status(`${apiUrl}${path}`, { apikey })).toBe(403);
        expect(await status(`${apiUrl}${path}`, { apikey: secretKey })).toBe(200);
      }
      expect(await status(`${apiUrl}/realtime/v1/api/tenants`, { apikey: secretKey })).toBe(403);
    });
    test(title(`${name}: a file is stored and comes back`), async () => {
      await storageJourney(direct(name));
    });
    test(title(`${name}: a function answers and sees its environment`), async () => {
      const { apiUrl, anonKey } = direct(name);
      const answer = await fetch(`${apiUrl}/functions/v1/hello`, {
        method: "POST",
        headers: { Authorization: `Bearer ${anonKey}`, "content-type": "application/json" },
        body: JSON.stringify({ name: "Ada" }),
      });
      expect(await answer.json()).toEqual({ message: "Hello Ada", greeting: "from the config" });
    });
    for (const kind of ["anonKey", "publishableKey"] as const) {
      test(title(`${name}: two clients talk over realtime with the ${kind}`), async () => {
        await realtimeJourney(direct(name), of(name)[kind]);
      });
    }
    test(title(`${name}: a login through the pooler reaches the database`), async () => {
      const connection = new Client({ connectionString: of(name).poolerUrl });
      await connection.connect();
      expect((await connection.query("select current_database() as name")).rows).toEqual([{ name: "postgres" }]);
      await connection.end();
    });
    test(title(`${name}: Studio asks for its password`), async () => {
      const { apiUrl, dashboardPassword } = direct(name);
      const basic = (password: string) => ({ Authorization: `Basic ${btoa(`supabase:${password}`)}` });
      expect(await status(apiUrl, {})).toBe(401);
      expect(await status(apiUrl, basic("wrong"))).toBe(401);
      expect(await status(apiUrl, basic(dashboardPassword))).toBe(200);
    });
  }

  describe("through Caddy, over HTTPS and by name", () => {
    let trust: Trust;
    beforeAll(() => {
      if (reason === undefined)
        trust = {
          certificate: docker("exec", "supabase-fleet-edge", "cat", "/data/caddy/pki/authorities/local/root.crt"),
        };
    });
    for (const name of both) {
      test(title(`${name}: sign-up, files and realtime work`), async () => {
        expect(of(name).apiUrl).toBe(`https://${name}.${domain}:${edgePorts.https}`);
        await userJourney(of(name), of(name).publishableKey, trust);
        await storageJourney(of(name), trust);
        await realtimeJourney(of(name), of(name).publishableKey, trust);
      });
      test(
        title(`${name}: Studio and mail have names of their own, behind the password; the API name has neither`),
        async () => {
          const at = (host: string) => `https://${host}.${domain}:${edgePorts.https}/`;
          const basic = { Authorization: `Basic ${btoa(`supabase:${of(name).dashboardPassword}`)}` };
          for (const host of [`${name}-studio`, `${name}-mail`]) {
            expect([host, await status(at(host), {}, trust)]).toEqual([host, 401]);
            expect([host, await status(at(host), basic, trust)]).toEqual([host, 200]);
          }
          expect(await status(at(name), basic, trust)).toBe(404);
        },
      );
    }
  });

  test(title("the key of one instance is refused by the other"), async () => {
    for (const kind of ["anonKey", "serviceRoleKey", "publishableKey", "secretKey"] as const) {
      const apikey = of(first)[kind];
      expect([kind, await status(`${gatewayOf(second)}/rest/v1/notes`, { apikey })]).toEqual([kind, 401]);
    }
    // A token of one is no token of the other, even with a key that fits.
    const session = await signedIn(direct(first));
    const headers = { apikey: of(second).publishableKey, Authorization: `Bearer ${session}` };
    expect(await status(`${gatewayOf(second)}/rest/v1/notes`, headers)).toBe(401);
  });

  test(title("names of one instance do not resolve in the other"), () => {
    const address = (from: string, host: string) =>
      spawnSync("docker", ["exec", `supabase-${from}-db`, "getent", "hosts", host], { encoding: "utf8" }).stdout.split(
        /\s/,
      )[0];
    expect(address(first, `supabase-${second}-db`)).toBe("");
    for (const alias of ["db", "auth", "rest", "realtime-dev.supabase-realtime", "storage", "meta", "api-gw"]) {
      const [own, others] = [address(first, alias), address(second, alias)];
      expect([alias, own]).not.toEqual([alias, ""]);
      expect([alias, own]).not.toEqual([alias, others]);
    }
  });

  test(title("nothing listens outside loopback"), () => {
    for (const name of both) {
      for (const container of containersOf(name).keys()) {
        const bindings = docker("inspect", "--format", "{{json .HostConfig.PortBindings}}", container);
        expect(bindings).not.toMatch(/"HostIp":"(?!127\.0\.0\.1")/);
      }
    }
    const listening = spawnSync("ss", ["-Hltn"], { encoding: "utf8" }).stdout;
    const edge = listening.split("\n").filter((line) => line.includes(`:${edgePorts.https} `));
    expect(edge.length).toBeGreaterThan(0);
    expect(edge.every((line) => line.includes(`127.0.0.1:${edgePorts.https} `))).toBe(true);
  });

  test(title("the preview of an added instance was what the run then did"), () => {
    const said = (outcome: Outcome) => outcome.changes.map(({ action, name }) => `${action} ${name}`).sort();
    expect(said(planned)).toEqual(said(done));
    expect(said(done)).toContain(`create ${second}-db`);
    expect(said(done).filter((line) => !line.includes(second))).toEqual(["update fleet"]);
  });

  test(title("a second run changes nothing"), async () => {
    const before = both.map(containersOf);
    const again = await stack.up(settings);
    expect({ code: again.code, changes: again.changes }).toEqual({ code: 0, changes: [] });
    expect(both.map(containersOf)).toEqual(before);
  });

  test(title("no secret is in the stored state in plain text, nor in a log"), async () => {
    const again = await stack.up(settings);
    for (const name of both) {
      for (const secret of [of(name).secretKey, of(name).serviceRoleKey, of(name).dashboardPassword]) {
        if (create !== engines[0]?.create) expect(stack.stored()).not.toContain(secret);
        for (const outcome of [planned, done, again]) expect(outcome.log).not.toContain(secret);
      }
    }
  });

  test(title("an entry taken out of the list is refused, and nothing goes"), async () => {
    const before = both.map(containersOf);
    const shorter = { ...settings, instances: [{ name: first }] };
    for (const outcome of [await stack.preview(shorter), await stack.up(shorter)]) {
      expect(outcome.code).not.toBe(0);
      expect(outcome.log).toContain(`put the entry back with "protect: false"`);
    }
    expect(both.map(containersOf)).toEqual(before);
  });

  test(title("paused and resumed, an instance has the same rows, and Postgres was shut down cleanly"), async () => {
    psql(first, "insert into notes (owner, text) values (gen_random_uuid(), 'before the pause')");
    const count = psql(first, "select count(*) from notes");
    const paused = await stack.up(twoInstances(folder, { a: { state: "paused" } }));
    expect(paused.code).toBe(0);
    expect(containersOf(first).size).toBe(0);
    const trust = {
      certificate: docker("exec", "supabase-fleet-edge", "cat", "/data/caddy/pki/authorities/local/root.crt"),
    };
    const answer = await fetchWith(trust)(`${of(first).apiUrl}/rest/v1/notes`, {});
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("is paused")]);
    const resumed = await stack.up(settings);
    expect({ code: resumed.code, log: resumed.code === 0 ? "" : resumed.log }).toEqual({ code: 0, log: "" });
    expect(psql(first, "select count(*) from notes")).toBe(count);
    expect(docker("logs", `supabase-${first}-db`)).not.toMatch(/not properly shut down|automatic recovery/);
    await userJourney(direct(first), of(first).publishableKey);
  });

  test(title("with both deletion steps nothing is left"), async () => {
    const unprotected = await stack.up(twoInstances(folder, { b: { protect: false } }));
    expect(unprotected.code).toBe(0);
    const gone = await stack.up({ ...settings, instances: [{ name: first }] });
    expect({ code: gone.code, log: gone.code === 0 ? "" : gone.log }).toEqual({ code: 0, log: "" });
    expect(traces([second])).toEqual([]);
    expect(spawnSync("ls", [join(folder, "caddy")], { encoding: "utf8" }).stdout.trim()).toBe(`${first}.caddy`);
    await userJourney(direct(first), of(first).publishableKey);
  });
});

/** Address of an instance's gateway, as Docker publishes it. */
function gatewayOf(name: string): string {
  return `http://${docker("port", `supabase-${name}-gateway`, "8000/tcp").split("\n")[0]}`;
}

async function signedIn({ apiUrl, publishableKey }: Keys): Promise<string> {
  const answer = await fetch(`${apiUrl}/auth/v1/signup`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json" },
    body: JSON.stringify({ email: `${Date.now()}@example.com`, password: "correct horse" }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string }; // Auth's answer
  return token;
}
