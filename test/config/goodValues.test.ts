import { describe, expect, it } from "vitest";
import { type Config, type Settings, blog, fleetOf, instances, onHost, problemsOf } from "./given";

/** What looks odd and is right. */
const hosts: [string, Settings][] = [
  ["Docker by ssh on a port", { docker: "ssh://me@10.0.0.5:2222" }],
  ["Docker by ssh as a user with a dot", { docker: "ssh://jane.doe@host.example.com" }],
  ["Docker by tcp with files by ssh", { docker: "tcp://10.0.0.5:2376", ssh: "root@10.0.0.5" }],
  ["Docker by tcp without an edge", { docker: "tcp://10.0.0.5:2376", edge: { mode: "none" } }],
  ["a rootless Docker", { docker: "unix:///run/user/1000/docker.sock" }],
  ["an edge for everybody", { edge: { bind: "0.0.0.0", tls: { email: "admin+fleet@example.co.uk" } } }],
  ["an edge on high ports", { edge: { httpPort: 8080, httpsPort: 8443 } }],
  ["certificates in files", { edge: { tls: { mode: "files", certificate: "/etc/ssl/a.pem", key: "/etc/ssl/a.key" } } }],
  ["a folder with dots in its name", { edge: { folder: "/srv/caddy..d/v1.2", logFolder: "/var/log/..caddy" } }],
  ["a reload by systemd", { edge: { mode: "existing", reload: "sudo systemctl reload caddy && echo 'done'" } }],
  ["memory in megabytes", { memory: "15872m" }],
];

const settings: [string, Settings][] = [
  ["a name of one letter", { name: "a" }],
  ["a name of 40 characters", { name: `a${"-b".repeat(19)}c` }],
  ["a subdomain with a digit first", { subdomain: "2026" }],
  ["a subdomain of 56 characters", { subdomain: "b".repeat(56) }],
  ["custom domains, also in punycode", { customDomains: ["blog.org", "xn--bcher-kva.example", "a.b.c.d.e"] }],
  ["an image of a registry with a port", { images: { auth: "127.0.0.1:5000/gotrue:v2" } }],
  ["an image by its digest", { images: { auth: `supabase/gotrue@sha256:${"a1".repeat(32)}` } }],
  ["an image without a tag", { images: { rest: "postgrest/postgrest" } }],
  ["the database's major version in quotes", { database: { major: "15" } }],
  ["settings of every kind", { database: { settings: { work_mem: "16MB", max_connections: 200, jit: false } } }],
  ["a setting of an extension", { database: { settings: { "plv8.start_proc": "f", "pg_stat_statements.max": 1 } } }],
  ["a setting with double quotes", { database: { settings: { search_path: '"$user", public' } } }],
  ["redirects with stars and own schemes", { auth: { redirectUrls: ["https://*.a.org/**", "myapp://callback"] } }],
  ["an application on localhost", { auth: { siteUrl: "http://localhost:3000" } }],
  ["an application with a path and a question", { auth: { siteUrl: "https://a.org/x?y=z&b=%20#c" } }],
  ["an application in IPv6", { auth: { siteUrl: "http://[::1]:3000/" } }],
  ["an application with an umlaut in its name", { auth: { siteUrl: "https://bücher.example/" } }],
  ["a sign-on service by the name of a container", { studio: { forwardAuth: "http://my_auth:9091/api/verify" } }],
  ["hooks of both kinds", { auth: { hooks: { sendSms: { uri: "pg-functions://postgres/public/send_sms" } } } }],
  [
    "a sender with quotes and an umlaut",
    {
      auth: { smtp: { host: "mail.a.org", adminEmail: "no-reply@a.org", senderName: 'Bücher "& Co"', port: 25 } },
    },
  ],
  ["a subject with braces", { auth: { mail: { subjects: { invite: "{{ .SiteURL }}: 50 % off" } } } }],
  ["schemas with capitals", { rest: { schemas: ["Api_2", "_private"] } }],
  ["mails off where nobody needs one", { services: { mail: false }, auth: { email: { autoconfirm: true } } }],
  ["mails off where nobody signs up", { services: { mail: false }, auth: { enableSignup: false } }],
  [
    "mails off with a mail server",
    {
      services: { mail: false },
      auth: { smtp: { host: "mail.a.org", adminEmail: "me@a.org" } },
    },
  ],
  ["storage off with what needs it", { services: { storage: false, imgproxy: false } }],
  ["Studio off and postgres-meta on", { services: { studio: false } }],
  ["a reservation that is the limit", { resources: { db: { memory: "2g", memoryReservation: "2048m" } } }],
  ["a host that is the only one", { host: "local" }],
  ["a date of a leap day", { keys: { issuedAt: "2024-02-29", lifetimeYears: 100 } }],
];

const fleets: [string, Config][] = [
  ["a domain of one label", { domain: "localhost", instances: [{ name: "blog" }] }],
  ["a domain with digits first", { domain: "4chan.example", instances: [{ name: "blog" }] }],
  ["a registry with a port and a path", { ...blog(), registry: "127.0.0.1:5511/standin" }],
  ["names that begin alike", instances({ name: "blog" }, { name: "blog-2" }, { name: "blogs" })],
  ["a name freed by a subdomain", instances({ name: "blog", subdomain: "news" }, { name: "shop", subdomain: "blog" })],
  [
    "one Docker host per place",
    { ...instances(), hosts: { a: {}, b: { docker: "ssh://me@b" }, c: { docker: "ssh://me@c" } } },
  ],
];

describe("accepts", () => {
  it.each(hosts)("%s", (_, host) => expect(problemsOf(onHost(host))).toEqual([]));
  it.each(settings)("%s", (_, own) => expect(problemsOf(blog(own))).toEqual([]));
  it.each(fleets)("%s", (_, config) => expect(problemsOf(config)).toEqual([]));
});

describe("images", () => {
  const images = (config: Config) => fleetOf(config).instances[0]?.images;

  it("come from the registry, all of them", () => {
    const fleet = { ...blog({ images: { auth: "my/auth:v1" } }), registry: "mirror.example.com/supabase" };
    const all = Object.values(images(fleet) ?? {});
    expect(all.every((image) => image.startsWith("mirror.example.com/supabase/"))).toBe(true);
    expect(images(fleet)?.auth).toBe("mirror.example.com/supabase/my/auth:v1");
    expect(fleetOf(fleet).edgeImage).toBe("mirror.example.com/supabase/caddy:2.10.2");
  });

  it("follow the gateway and the major version", () => {
    expect(images(blog({ gateway: "kong" }))?.gateway).toBe("kong/kong:3.9.3");
    expect(images(blog({ database: { major: 15 } }))?.db).toBe("supabase/postgres:15.8.1.085");
    expect(images(blog({ database: { major: 15 }, images: { db: "my/postgres:15" } }))?.db).toBe("my/postgres:15");
  });
});
