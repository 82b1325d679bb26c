import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, containersOf, docker, psql } from "./docker";
import { type Stack, engines } from "./engines";
import { type Keys, schema, userJourney } from "./journey";
import { base } from "./settings";
import { conditions, expectSuccess } from "./stackTest";

const name = "fleettest-c";

interface Row {
  readonly change: string;
  /** The entry from here on; rows build on each other. */
  readonly entry: Record<string, unknown>;
  /** Services whose containers are other ones afterwards. */
  readonly replaced: readonly string[];
  readonly added?: readonly string[];
  readonly check?: () => void;
}

const inspect = (service: string, format: string) =>
  docker("inspect", "--format", format, `supabase-${name}-${service}`);

/** A column of the one tenant that the pooler keeps. */
const tenant = (column: string) =>
  docker(
    "exec",
    `supabase-${name}-db`,
    "psql",
    "-XAtq",
    "-h",
    "127.0.0.1",
    "-U",
    "supabase_admin",
    "-d",
    "_supabase",
    "-c",
    `select ${column} from _supavisor.tenants`,
  );

const rows: readonly Row[] = [
  {
    change: "an auth setting replaces auth alone",
    entry: { auth: { siteUrl: "https://app.example.com" } },
    replaced: ["auth"],
  },
  { change: "a custom domain replaces no container", entry: { customDomains: ["api.example.com"] }, replaced: [] },
  {
    change: "a memory limit changes live",
    entry: { resources: { rest: { memory: "300m" } } },
    replaced: [],
    check: () => expect(inspect("rest", "{{.HostConfig.Memory}}")).toBe(String(300 * 1024 * 1024)),
  },
  {
    change: "a process limit changes live",
    entry: { resources: { rest: { memory: "300m", pids: 321 } } },
    replaced: [],
    check: () => expect(inspect("rest", "{{.HostConfig.PidsLimit}}")).toBe("321"),
  },
  {
    change: "a mail template brings its server and replaces auth",
    entry: {
      auth: {
        siteUrl: "https://app.example.com",
        mail: { templates: { confirmation: "<p>{{ .ConfirmationURL }}</p>" } },
      },
    },
    replaced: ["auth"],
    added: ["templates"],
  },
  {
    change: "a variable of the functions replaces the functions alone",
    entry: { functions: { env: { GREETING: "changed" } } },
    replaced: ["functions"],
  },
  {
    change: "a database setting replaces the database alone",
    entry: { database: { settings: { work_mem: "8MB" } } },
    replaced: ["db"],
    check: () => expect(psql(name, "show work_mem")).toBe("8MB"),
  },
  {
    change: "SQL for an empty database replaces nothing once there is one",
    entry: { database: { settings: { work_mem: "8MB" }, initSql: "select 1;" } },
    replaced: [],
  },
  {
    change: "analytics come with vector, and Studio shows them",
    entry: { services: { analytics: true } },
    replaced: ["studio"],
    added: ["analytics", "vector"],
  },
  {
    change: "a new database password reaches every service without stopping Postgres",
    entry: { rotation: { postgresPassword: 2 } },
    replaced: ["analytics", "auth", "functions", "meta", "pooler", "realtime", "rest", "storage", "studio"],
  },
  {
    change: "a new vault key and pool sizes reach the pooler's tenant",
    entry: { rotation: { postgresPassword: 2, vaultEncKey: 2 }, pooler: { defaultPoolSize: 7 } },
    replaced: ["pooler"],
    check: () => expect(tenant("default_pool_size")).toBe("7"),
  },
  {
    change: "a new gateway password replaces the gateway alone",
    entry: { rotation: { postgresPassword: 2, vaultEncKey: 2, dashboardPassword: 2 } },
    replaced: ["gateway"],
  },
];

describe.each(engines)("a change touches only what it must, by the $name", (kind) => {
  const { reason, title } = conditions(kind);
  const test = it.skipIf(reason !== undefined);
  const folder = join(tmpdir(), `fleet-edge-${randomUUID()}`);
  const autoconfirm = { email: { autoconfirm: true } };
  let entry: Record<string, unknown> = { name };
  const settings = () => ({ ...base(folder), defaults: { auth: autoconfirm }, instances: [entry] });
  let stack: Stack;

  beforeAll(async () => {
    if (reason !== undefined) return;
    cleanUp([name, "fleet"]);
    stack = kind.create();
    expectSuccess(await stack.up(settings()));
    psql(name, schema);
  });
  afterAll(() => {
    if (reason !== undefined) return;
    cleanUp([name, "fleet"]);
    stack.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { change, entry: more, replaced, added = [], check } of rows) {
    test(title(change), async () => {
      const before = containersOf(name);
      entry = { ...entry, ...more };
      expectSuccess(await stack.up(settings()));
      const after = containersOf(name);
      const service = (container: string) => container.replace(`supabase-${name}-`, "");
      const others = [...before]
        .filter(([container, id]) => after.get(container) !== id)
        .map(([container]) => service(container));
      const fresh = [...after.keys()].filter((container) => !before.has(container)).map(service);
      expect({ replaced: others.sort(), added: fresh.sort() }).toEqual({ replaced: [...replaced], added: [...added] });
      check?.();
    });
  }

  test(
    title("after all of it a user still signs up and sees their rows, and a further run changes nothing"),
    async () => {
      const outputs = (await stack.outputs(settings())) as unknown as Record<string, Keys>; // what the program exports
      const keys = outputs[name];
      if (keys === undefined) throw new Error("no outputs");
      const apiUrl = `http://${docker("port", `supabase-${name}-gateway`, "8000/tcp")}`;
      await userJourney({ ...keys, apiUrl }, keys.publishableKey);
      expect((await stack.up(settings())).changes).toEqual([]);
    },
  );
});
