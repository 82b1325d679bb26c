import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cleanUp, docker, psql } from "./docker";
import { engines } from "./engines";
import { type Keys, schema, userJourney } from "./journey";
import { base, lean } from "./settings";
import { conditions, expectSuccess } from "./stackTest";

const name = "fleettest-k";

const exists = (kind: string, thing: string) => spawnSync("docker", [kind, "inspect", thing]).status === 0;
const container = (service: string) => () => exists("container", `supabase-${name}-${service}`);

/** Moments of a first run, each later than the one before. */
const points: Record<string, () => boolean> = {
  "as the network appears": () => exists("network", `supabase-${name}`),
  "as the data volume appears": () => exists("volume", `supabase-${name}-db-data`),
  "as the database container appears": container("db"),
  "while Postgres makes its data directory": () =>
    spawnSync("docker", ["exec", `supabase-${name}-db`, "test", "-e", "/var/lib/postgresql/data/base"]).status === 0,
  "as Auth's container appears": container("auth"),
};

describe.each(engines)("a run that is killed without warning is completed by the next one, by the $name", (kind) => {
  const { reason, title } = conditions(kind);
  for (const [point, when] of Object.entries(points)) {
    it.skipIf(reason !== undefined)(title(`killed ${point}`), async () => {
      cleanUp([name]);
      const folder = mkdtempSync(join(tmpdir(), "fleet-edge-"));
      const stack = kind.create();
      const settings = {
        ...base(folder),
        hosts: { local: { edge: { mode: "none" } } },
        instances: [{ name, ...lean, auth: { email: { autoconfirm: true } } }],
      };
      try {
        await stack.killedUp(settings, when);
        expectSuccess(await stack.up(settings));
        psql(name, schema);
        const keys = ((await stack.outputs(settings)) as unknown as Record<string, Keys>)[name]; // what the program exports
        if (keys === undefined) throw new Error("no outputs");
        await userJourney(keys, keys.publishableKey);
        expect(docker("ps", "-a", "--filter", `label=supabase-fleet.instance=${name}`, "-q").split("\n")).toHaveLength(
          4,
        );
        expect((await stack.up(settings)).changes).toEqual([]);
      } finally {
        cleanUp([name]);
        stack.remove();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
