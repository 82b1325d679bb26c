import { describe, expect, it } from "vitest";
import { cleanUp, containersOf, docker, missingImage, psql } from "./docker";
import { engines } from "./engines";
import { type Keys, adminJourney, schema, status, storageJourney, userJourney } from "./journey";
import { type OneInstance, withInstance } from "./oneInstance";
import { lean, registry } from "./settings";
import { conditions, expectSuccess } from "./stackTest";

const name = "fleettest-s";
const s3Image = `${registry}/versity/versitygw:v1.0.20`;

async function keysOf({ stack, settings }: OneInstance, entry?: Record<string, unknown>): Promise<Keys> {
  const keys = ((await stack.outputs(settings(entry))) as unknown as Record<string, Keys>)[name]; // what the program exports
  if (keys === undefined) throw new Error("no outputs");
  return keys;
}

describe.each(engines)("a start, by the $name", (kind) => {
  const { reason, title } = conditions(kind);
  const test = it.skipIf(reason !== undefined);

  test(title("fails early with the last lines of a container that dies, and the next run recovers"), async () => {
    await withInstance(kind, name, async ({ stack, settings }) => {
      const started = Date.now();
      const broken = await stack.up(settings({ env: { auth: { GOTRUE_NONSENSE: "1" } } }));
      expect(broken.code).not.toBe(0);
      expect(broken.log).toContain("supabase-fleettest-s-auth ends again and again");
      expect(broken.log).toContain("auth: GOTRUE_NONSENSE: is unknown");
      expect(broken.log).toContain("docker logs supabase-fleettest-s-auth");
      // The bare timeout would be five minutes.
      expect(Date.now() - started).toBeLessThan(240_000);
      expectSuccess(await stack.up(settings()));
      expect((await stack.up(settings())).changes).toEqual([]);
    });
  });

  test(title("on a volume left over from an earlier life of the name is refused before anything starts"), async () => {
    await withInstance(kind, name, async ({ stack, settings }) => {
      expectSuccess(await stack.up(settings()));
      psql(name, `${schema} insert into notes (owner, text) values (gen_random_uuid(), 'kept')`);
      const password = await keysOf({ stack, settings, folder: "" });
      for (const container of containersOf(name).keys()) docker("rm", "-f", container);
      docker("network", "rm", `supabase-${name}`);
      const other = kind.create();
      try {
        for (const outcome of [await other.up(settings())]) {
          expect(outcome.code).not.toBe(0);
          expect(outcome.log).toContain(
            `The volume supabase-${name}-db-data is left over from an earlier instance of this name`,
          );
          expect(outcome.log).toContain("docker volume rm");
        }
        expect(containersOf(name).size).toBe(0);
        const given = {
          secrets: { postgresPassword: (password as unknown as Record<string, string>).postgresPassword },
        }; // one of the outputs
        expectSuccess(await other.up(settings(given)));
        expect(psql(name, "select text from notes")).toBe("kept");
      } finally {
        cleanUp([name]);
        other.remove();
      }
    });
  });

  test(title("with Kong as gateway serves the same journeys"), async () => {
    await withInstance(kind, name, async (instance) => {
      const entry = { gateway: "kong" };
      expectSuccess(await instance.stack.up(instance.settings(entry)));
      psql(name, schema);
      const keys = await keysOf(instance, entry);
      for (const key of [keys.anonKey, keys.publishableKey]) await userJourney(keys, key);
      for (const key of [keys.serviceRoleKey, keys.secretKey]) await adminJourney(keys, key);
      expect(await status(`${keys.apiUrl}/rest/v1/notes`, {})).toBe(401);
      expect(await status(`${keys.apiUrl}/rest/v1/`, { apikey: keys.anonKey })).toBe(403);
    });
  });

  const noServer = reason ?? missingImage(s3Image);
  const named = noServer === undefined ? "" : ` (skipped: ${noServer})`;
  it.skipIf(noServer !== undefined)(`with objects on an S3 server stores and returns files${named}`, async () => {
    await withInstance(kind, name, async (instance) => {
      const server = `supabase-${name}-s3`;
      const entry = {
        services: { ...lean.services, storage: true },
        storage: {
          store: {
            backend: "s3",
            endpoint: "http://s3:7070",
            bucket: "fleet-objects",
            accessKeyId: "test-access-key",
            secretAccessKey: "test-secret-key",
          },
        },
      };
      expectSuccess(await instance.stack.up(instance.settings({ ...entry, state: "paused" })));
      const args = ["run", "-d", "--name", server, "--network", `supabase-${name}`, "--network-alias", "s3"];
      const credentials = ["-e", "ROOT_ACCESS_KEY=test-access-key", "-e", "ROOT_SECRET_KEY=test-secret-key"];
      const serve = "mkdir -p /data/fleet-objects && exec /app/versitygw --port :7070 posix /data";
      docker(...args, ...credentials, "--entrypoint", "sh", s3Image, "-c", serve);
      expectSuccess(await instance.stack.up(instance.settings(entry)));
      await storageJourney(await keysOf(instance, entry));
      expect(docker("exec", server, "find", "/data/fleet-objects", "-type", "f", "-size", "+0")).toContain(name);
    });
  });
});
