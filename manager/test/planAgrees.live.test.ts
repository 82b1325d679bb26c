import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker } from "../../test/live/docker";
import { registry } from "../../test/live/settings";
import { apply } from "../operations/apply";
import { plan } from "../operations/plan/plan";
import { openWorkspace } from "../operations/workspace";
import { happened, look, planned } from "./support/happened";
import { type LiveFleet, engineNames, liveFleet } from "./support/live";

const name = "planagrees";

interface Row {
  readonly change: string;
  /** The entry from here on; rows build on each other. */
  readonly entry?: Record<string, unknown>;
  /** Settings of the whole fleet from here on. */
  readonly fleet?: Record<string, unknown>;
  /** What is done besides, below the folder of the stack file. */
  readonly also?: (folder: string) => void;
  readonly services: readonly string[];
  readonly others?: readonly string[];
  /** Path of a setting, or a piece of the sentence, that has to be among the reasons. */
  readonly because: readonly string[];
}

const functionText = (folder: string, text: string) => {
  mkdirSync(join(folder, "functions/hello"), { recursive: true });
  writeFileSync(join(folder, "functions/hello/index.ts"), `Deno.serve(() => new Response("${text}"));\n`);
};

const everything = ["auth", "db", "functions", "gateway", "mail", "meta", "rest", "storage", "studio", "templates"];
const services = { realtime: false, imgproxy: false, pooler: false, mail: false };
/** The same images under other names. */
const otherRegistry = registry.replace("127.0.0.1", "localhost");
const metaImage = "supabase/postgres-meta:other";
const each = (action: string, those: readonly string[]) => those.map((service) => `${action} ${service}`);

const rows: readonly Row[] = [
  {
    change: "an auth setting and a custom domain",
    entry: { auth: { siteUrl: "https://app.example.com" }, customDomains: ["api.example.com"] },
    services: ["replace auth"],
    others: ["update snippet"],
    because: ["auth.siteUrl", "customDomains"],
  },
  {
    change: "limits, which change while the containers run",
    entry: { resources: { rest: { memory: "300m" }, meta: { cpuShares: 700 }, auth: { pids: 321 } } },
    services: ["live auth", "live meta", "live rest"],
    because: ["resources.auth.pids", "resources.meta.cpuShares", "resources.rest.memory"],
  },
  {
    change: "a mail template, which brings its server, and other content of a function with every setting as it was",
    entry: { auth: { mail: { templates: { confirmation: "<p>{{ .ConfirmationURL }}</p>" } } } },
    also: (folder) => functionText(folder, "two"),
    services: ["replace auth", "create templates", "replace functions"],
    because: ["auth.mail.templates.confirmation", "hello/index.ts"],
  },
  {
    change: "a setting of the database",
    entry: { database: { settings: { work_mem: "8MB" } } },
    services: ["replace db"],
    because: ["database.settings.work_mem"],
  },
  {
    change: "SQL for an empty database and no protection any more, which nothing on the host shows",
    entry: { database: { settings: { work_mem: "8MB" }, initSql: "select 1;" }, protect: false },
    services: [],
    because: ["database.initSql", "protect"],
  },
  {
    change: "another size: the database for its shared memory, the others live",
    entry: { size: "medium" },
    services: ["replace db", ...each("live", ["auth", "functions", "gateway", "rest", "storage"])],
    because: ["size"],
  },
  {
    change: "a service more, another image and a new password of the gateway",
    entry: { services: { ...services, mail: true }, images: { meta: metaImage }, rotation: { dashboardPassword: 2 } },
    services: ["create mail", "replace gateway", "replace meta"],
    others: ["update snippet"],
    because: ["services.mail", "images.meta", "rotation.dashboardPassword"],
  },
  {
    change: "another first label of its names, and other ports",
    entry: { subdomain: "other", ports: { gateway: 8977, studio: 3977 } },
    services: each("replace", ["auth", "functions", "gateway", "storage", "studio"]),
    others: ["update snippet"],
    because: ["subdomain", "ports.gateway", "ports.studio"],
  },
  {
    change: "a new database password",
    entry: { rotation: { dashboardPassword: 2, postgresPassword: 2 } },
    services: each("replace", ["auth", "functions", "meta", "rest", "storage", "studio"]),
    because: ["rotation.postgresPassword"],
  },
  {
    change: "another registry and another subnet, which take every container",
    entry: { subnet: "10.213.250.0/26" },
    fleet: { registry: otherRegistry },
    services: each("replace", everything),
    others: [`replace network supabase-${name}`],
    because: ["registry", "subnet"],
  },
  {
    change: "a pause",
    entry: { state: "paused" },
    services: each("delete", everything),
    others: ["update snippet"],
    because: ["state"],
  },
  {
    change: "a resumption",
    entry: { state: "active" },
    services: each("create", everything),
    others: ["update snippet"],
    because: ["state"],
  },
];

describe.each(engineNames)("what a plan says is what an apply does, by the $name", ({ name: engine, missing }) => {
  let live: LiveFleet;
  let snippet: string;
  let entry: Record<string, unknown>;
  let fleet: Record<string, unknown>;
  const write = (more: Row["entry"] = {}, moreFleet: Row["fleet"] = {}) => {
    [entry, fleet] = [
      { ...entry, ...more },
      { ...fleet, ...moreFleet },
    ];
    live.write([entry], fleet);
  };
  const workspace = () => openWorkspace({ folder: live.folder, stack: "live" });
  const running = { report: () => undefined, signal: new AbortController().signal };

  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet(engine, [name]);
    snippet = join(live.folder, "caddy", `${name}.caddy`);
    const edge = { mode: "existing", folder: join(live.folder, "caddy"), validate: "true", reload: "true" };
    functionText(live.folder, "one");
    for (const place of [registry, otherRegistry])
      docker("tag", `${registry}/supabase/postgres-meta:v0.99.0`, `${place}/${metaImage}`);
    entry = { name, services, functions: { folder: join(live.folder, "functions") } };
    fleet = { hosts: { local: { edge } } };
    write();
    await apply(workspace(), { job: "begin" }, running);
  });
  afterAll(() => {
    if (missing !== undefined) return;
    live.remove();
    const names = docker("images", "--format", "{{.Repository}}:{{.Tag}}").split("\n");
    for (const image of names.filter((each) => each.startsWith(otherRegistry) || each.endsWith(metaImage)))
      docker("rmi", image);
  });

  for (const { change, entry: more, fleet: moreFleet, also, services, others = [], because } of rows) {
    it.skipIf(missing)(change, async () => {
      write(more, moreFleet);
      also?.(live.folder);
      const before = look(name, snippet);
      const said = await plan(workspace());
      const own = said.instances.find((instance) => instance.name === name);
      expect(planned(own)).toEqual({ services: [...services].sort(), others: [...others].sort() });
      const reasons = JSON.stringify(own?.reasons);
      for (const reason of because) expect(reasons).toContain(reason);
      await apply(workspace(), { job: change }, running);
      expect(happened(before, look(name, snippet))).toEqual(planned(own));
    });
  }
});
