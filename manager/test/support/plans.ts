import type { Model } from "../../operations/model";
import type { Step } from "../../../engine/engine";
import { container, ledger, modelOf, other, step, unknown } from "./steps";

/** A password of the state, which keys the fingerprints. */
export const password = (instance: string): Step =>
  other(instance, "secret", "postgres-password", {
    action: "same",
    old: { length: 32 },
    now: { length: 32 },
    outputs: { result: `password-of-${instance}` },
  });

const volumes = ["db-data", "db-config", "storage", "snippets", "functions", "deno-cache"];
const volumesOf = (name: string, action: Step["action"]): Step[] =>
  volumes.map((role) => {
    const inputs = { name: `supabase-${name}-${role}` };
    const both = { ...(action === "create" ? {} : { old: inputs }), ...(action === "delete" ? {} : { now: inputs }) };
    return other(name, "volume", `${role}-volume`, { action, ...both });
  });

const services = ["db", "gateway", "auth", "rest", "studio", "storage", "realtime", "functions", "meta", "imgproxy", "pooler", "mail"]; // prettier-ignore
const containersOf = (name: string, action: "create" | "delete"): Step[] =>
  services.map((service) => container(name, service, action === "create" ? { now: {} } : { old: {} }));

const unsettled = { action: "update" as const, old: { content: "a" }, now: { content: "b" } };
const network = (name: string, told: Partial<Parameters<typeof step>[2]>) =>
  other(name, "network", "network", { now: { name: `supabase-${name}` }, ...told });

const create = (name: string): Step[] => [
  network(name, {}),
  ...["postgres-password", "jwt-secret"].map((role) => other(name, "secret", role, { now: { length: 32 } })),
  ...volumesOf(name, "create"),
  ...containersOf(name, "create"),
  other(name, "snippet", "snippet", { now: { content: "x" } }),
];

const limits = (pids: number) => ({ containers: { "supabase-blog-meta": pids } });
const long = (from: string) => `postgres://${"a-very-long-host-name.".repeat(6)}example.com/${from}`;

const changes: Step[] = [
  ledger(
    { blog: { "auth.siteUrl": '"https://old.example.com"', size: '"medium"', "rotation.jwtSecret": "1" }, shop: {} },
    {
      blog: { "auth.siteUrl": '"https://new.example.com"', "rest.maxRows": "500", "rotation.jwtSecret": "2" },
      shop: {},
    },
  ),
  password("blog"),
  ...volumesOf("blog", "same"),
  container("blog", "auth", {
    old: {
      env: { API_URL: "https://a", GOTRUE_SITE_URL: "https://old.example.com", GOTRUE_OLD: "x", LONG: long("one"), SECRET_KEY: "first", SECRET_LATER: "before", SECRET_AWAY: "hidden" },
      image: "supabase/gotrue:v1",
      ports: [{ internal: 9999, external: 9000, ip: "127.0.0.1", protocol: "tcp" }],
    },
    now: {
      env: { API_URL: "https://a", GOTRUE_SITE_URL: "https://new.example.com", EMPTY: "", LONG: long("two"), SECRET_KEY: "second", SECRET_LATER: unknown },
      image: "supabase/gotrue:v2",
      ports: [{ internal: 9999, external: 9001, ip: "127.0.0.1", protocol: "tcp" }],
      uploads: [{ file: "/etc/auth.yml", content: "new file" }, { file: "/etc/later", content: { __pulumiUnknown: true } }],
    },
  }), // prettier-ignore
  container("blog", "rest", { action: "update", old: { memory: 192, memorySwap: 384 }, now: { memory: 384, memorySwap: 768 } }), // prettier-ignore
  container("blog", "meta", { action: "same", old: {}, now: {} }),
  container("blog", "mail", { now: {} }),
  container("blog", "imgproxy", { old: {} }),
  other("blog", "ready", "ready", { action: "update", old: limits(500), now: limits(321) }),
  other("blog", "database", "database", { action: "update", old: { password: "a", jwtExpiry: 3600 }, now: { password: "b", jwtExpiry: 60 } }), // prettier-ignore
  other("blog", "secret", "jwt-secret-2", { now: { length: 32 } }),
  other("blog", "snippet", "snippet", unsettled),
  password("shop"),
  container("shop", "auth", { action: "same", old: {}, now: {} }),
];

const noLonger = (name: string) =>
  `${name} is gone from the list, and its data is protected. To delete it on purpose:\n  1. put the entry back with "protect: false" and run pulumi up\nTo give a password: pulumi config set --path 'instances[<n>]'`;

const nasty = "` | <script>alert(1)</script> \n| x | </details>\u001b[31m ``` [a](b)";

/** Runs of the program as a plan may meet them, by name. */
export const models: Readonly<Record<string, Model>> = {
  create: modelOf([{ name: "blog" }], [ledger({}, { blog: {} }), ...create("blog")]),
  changes: modelOf([{ name: "blog" }, { name: "shop" }], changes),
  pause: modelOf(
    [{ name: "blog" }],
    [ledger({ blog: {} }, { blog: { state: '"paused"' } }), password("blog"), ...volumesOf("blog", "same"), other("blog", "snippet", "snippet", unsettled), ...containersOf("blog", "delete")], // prettier-ignore
  ),
  resume: modelOf(
    [{ name: "blog" }],
    [ledger({ blog: { state: '"paused"' } }, { blog: {} }), password("blog"), ...volumesOf("blog", "same"), ...containersOf("blog", "create"), other("blog", "snippet", "snippet", unsettled)], // prettier-ignore
  ),
  delete: modelOf(
    [{ name: "shop" }],
    [ledger({ blog: {}, shop: {} }, { shop: {} }), password("shop"), ...containersOf("blog", "delete"), ...volumesOf("blog", "delete"), network("blog", { action: "delete", old: {} })], // prettier-ignore
  ),
  refused: modelOf([{ name: "shop" }], [ledger({ shop: {} }, { shop: {} }), password("shop")], { refusals: [noLonger("blog"), "protected and not in the list any more: blog-db-data-volume"] }), // prettier-ignore
  nothing: modelOf([{ name: "blog" }], [step("pulumi-nodejs:dynamic/supabase:Ledger", "fleet", { action: "same", old: {}, now: {} }), password("blog")]), // prettier-ignore
  record: modelOf([{ name: "blog" }], [ledger({ blog: undefined }, { blog: {} }), password("blog")]),
  "two-hosts": modelOf(
    [
      { name: "blog", host: "web1" },
      { name: "shop", host: "web2" },
    ],
    [
      ledger({ blog: { "hosts.web1.edge.bind": '"127.0.0.1"' } }, { blog: { "hosts.web1.edge.bind": '"0.0.0.0"' }, shop: {} }), // prettier-ignore
      password("blog"),
      step("docker:index/container:Container", "edge-web1", { old: { name: "supabase-fleet-edge" }, now: { name: "supabase-fleet-edge" } }), // prettier-ignore
      ...create("shop"),
    ],
    { hosts: { web1: { docker: "ssh://a@192.0.2.1" }, web2: { docker: "ssh://a@192.0.2.2" } } },
  ),
  reasons: modelOf(
    ["content", "file", "mail", "moved", "network", "program", "secret", "unknown"].map((name) => ({ name })),
    [
      ledger(
        { content: {}, file: {}, mail: {}, moved: {}, network: {}, program: {}, secret: {}, unknown: undefined },
        { content: {}, file: {}, mail: { "auth.mail.templates.invite.file": '"invite.html"' }, moved: {}, network: {}, program: {}, secret: {}, unknown: {} }, // prettier-ignore
      ),
      password("content"),
      container("content", "auth", { old: { env: { SECRET_A: "1" } }, now: { env: { SECRET_A: "2" } } }),
      container("file", "functions", {
        old: { uploads: [{ file: "/fleet/functions/hello/index.ts", contentBase64: "QQ==" }, { file: "/fleet/functions/old/index.ts", contentBase64: "QQ==" }] }, // prettier-ignore
        now: { uploads: [{ file: "/fleet/functions/hello/index.ts", contentBase64: "Qg==" }, { file: "/fleet/functions/new/index.ts", contentBase64: "QQ==" }] }, // prettier-ignore
      }),
      container("mail", "templates", {
        old: { uploads: [{ file: "/srv/mail/invite-0123.html", content: "a" }] },
        now: { uploads: [{ file: "/srv/mail/invite-4567.html", content: "b" }] },
      }),
      container("moved", "gateway", {
        old: { ports: [{ internal: 8000, external: 8100, ip: "127.0.0.1" }] },
        now: { ports: [{ internal: 8000, external: 8101, ip: "127.0.0.1" }] },
      }),
      network("network", { old: { name: "supabase-network", ipamConfigs: [{ subnet: "10.213.0.0/26" }] }, now: { name: "supabase-network", ipamConfigs: [{ subnet: "10.213.1.0/26" }] } }), // prettier-ignore
      container("network", "auth", { old: {}, now: {} }),
      container("program", "auth", {
        old: { healthcheck: { tests: ["CMD", "true"] } },
        now: { healthcheck: { tests: ["CMD", "false"] } },
      }),
      container("secret", "auth", {
        old: { env: { SECRET_SMTP: "first-mail-password" } },
        now: { env: { SECRET_SMTP: "second-mail-password" } },
      }),
      container("unknown", "auth", { old: { env: { LEVEL: "info" } }, now: { env: { LEVEL: "debug" } } }),
    ],
    {
      given: [
        { instance: "content", path: "secrets.jwtKeys", origin: "the file keys.json", text: "never to be seen" },
        { instance: "secret", path: "auth.smtp.password", origin: "the file /run/secrets/smtp", text: "second-mail-password" }, // prettier-ignore
      ],
    },
  ),
  nasty: modelOf(
    [{ name: "blog" }],
    [
      ledger({ blog: { "auth.siteUrl": nasty } }, { blog: { "auth.siteUrl": `${nasty} changed` } }),
      password("blog"),
      container("blog", "auth", {
        old: { env: { [nasty.replaceAll("=", "")]: "gone", VALUE: nasty, WHITE: " " } },
        now: { env: { VALUE: `${nasty}${"x".repeat(5000)}`, WHITE: "" }, image: nasty },
      }),
    ],
    { refusals: [nasty] },
  ),
};
