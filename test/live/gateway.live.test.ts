import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainSecrets } from "../support/fixtures";
import { type KeyRow, keyTable } from "../support/keyTable";
import { type RealEnvoy, type Seen, seen, startEnvoy } from "../support/realEnvoy";
import { routeTable } from "../support/routeTable";
import { envoyImage, missingImage, nodeImage, titled } from "./gatewayImages";

const golden = (name: string) => readFileSync(join(__dirname, "../golden/gateway", name), "utf8");
const reason = missingImage(envoyImage) ?? missingImage(nodeImage);

let envoy: RealEnvoy | undefined;
let keys: Awaited<ReturnType<typeof plainSecrets>>;

const send: RealEnvoy["send"] = (...request) =>
  envoy?.send(...request) ?? Promise.reject(new Error("Envoy does not run"));

const dashboard = { authorization: `Basic ${btoa("supabase:dashboard-password")}` };

describe.skipIf(reason !== undefined)(titled("a real Envoy with an instance's configuration", reason), () => {
  let rows: KeyRow[];
  beforeAll(async () => {
    keys = await plainSecrets();
    rows = keyTable(keys);
    envoy = await startEnvoy(golden("envoy-no-caddy.yaml"), { envoy: envoyImage, node: nodeImage });
  });
  afterAll(() => envoy?.stop());

  it("turns keys into tokens by upstream's rules", async () => {
    expect(rows.length).toBeGreaterThan(40);
    for (const { what, path, headers, outcome } of rows) {
      const answer = await send(path, headers);
      if (typeof outcome === "number" || answer.status !== 200) expect([what, answer.status]).toEqual([what, outcome]);
      else expect([what, pick(seen(answer).headers, outcome)]).toEqual([what, outcome]);
    }
  });

  it.each(routeTable)("sends $path to $leads, asked with $with", async ({ path, leads, host, prefix, ...row }) => {
    const headers: Record<string, string> = { host: "acme.example.com" };
    if (row.with === "secret") headers.apikey = keys.secretKey;
    if (row.with === "dashboard") headers.authorization = dashboard.authorization;
    const answer = await send(path, headers);
    if (typeof leads === "number") return expect(answer.status).toBe(leads);
    expect(answer.status).toBe(200);
    const { service, port, path: asked, headers: arrived } = seen(answer);
    expect([`${port} ${asked}`, service]).toEqual([leads, row.with === "dashboard" ? "studio" : "services"]);
    expect(arrived.host).toBe(host ?? "acme.example.com");
    expect(arrived["x-forwarded-prefix"]).toBe(prefix);
    expect(arrived["x-forwarded-host"]).toBe("acme.example.com");
    expect(arrived["x-forwarded-port"]).toBe("8000");
    expect(arrived["x-forwarded-proto"]).toBe("http");
    if (row.with === "dashboard") expect(arrived.authorization).toBeUndefined();
  });

  it("leaves forwarding headers of a proxy in front as they are, and believes no client about its address", async () => {
    const said = { "x-forwarded-host": "a.example.com", "x-forwarded-port": "443", "x-forwarded-prefix": "/own" };
    const { headers } = seen(await send("/storage/v1/object/a", { ...said, "x-forwarded-for": "192.0.2.1" }));
    expect(headers).toMatchObject(said);
    expect(headers["x-forwarded-for"]).toMatch(/^192\.0\.2\.1, ?(?!192\.0\.2\.1)[0-9.]+$/);
    expect(headers["x-envoy-external-address"]).not.toBe("192.0.2.1");
  });

  it("replaces a key in the query by its token, and changes nothing else in it", async () => {
    const query = `a=1%202&apikey=${keys.publishableKey}&b=${keys.publishableKey}`;
    const { path } = seen(await send(`/realtime/v1/websocket?${query}`));
    expect(path).toBe(`/socket/websocket?a=1%202&apikey=${keys.anonKeyAsymmetric}&b=${keys.publishableKey}`);
  });

  it("passes a WebSocket on, with the token of its key", async () => {
    const socket = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": "MDEyMzQ1Njc4OWFiY2RlZg==",
      "sec-websocket-version": "13",
    };
    const answer = await send(`/realtime/v1/websocket?apikey=${keys.publishableKey}`, socket);
    expect(answer.status).toBe(101);
    expect(seen(answer)).toMatchObject({
      port: 4000,
      headers: { "x-api-key": keys.anonKeyAsymmetric, host: "realtime-dev.supabase-realtime" },
    });
    expect((await send("/realtime/v1/websocket", socket)).status).toBe(401);
  });

  it("adds the schema of GraphQL", async () => {
    const { headers } = seen(await send("/graphql/v1", { apikey: keys.anonKey }));
    expect(headers["content-profile"]).toBe("graphql_public");
  });

  it.each([
    ["a header with an underscore", "/storage/v1/a", { sb_api_key: "x" }],
    ["an encoded slash", "/storage/v1/a%2Fb", {}],
    ["an encoded slash that would lead elsewhere", "/realtime/v1/api%2ftenants", {}],
    ["an encoded backslash", "/storage/v1/a%5Cb", {}],
  ])("refuses %s", async (_what, path, headers) => {
    expect((await send(path, { ...headers, apikey: keys.secretKey })).status).toBe(400);
  });

  it.each(["/rest/v1/../../pg/tables", "/storage/v1/%2e%2e/%2e%2e/pg/tables", "//pg//tables"])(
    "takes %s for what it is, and asks for the service key",
    async (path) => {
      expect((await send(path, { apikey: keys.anonKey })).status).toBe(403);
      expect(seen(await send(path, { apikey: keys.secretKey }))).toMatchObject({ port: 8080, path: "/tables" });
    },
  );

  it("asks for Studio's password", async () => {
    expect((await send("/")).status).toBe(401);
    expect((await send("/", { authorization: `Basic ${btoa("supabase:wrong")}` })).status).toBe(401);
    expect((await send("/", { authorization: `Bearer ${keys.secretKey}`, apikey: keys.secretKey })).status).toBe(401);
    expect((await send("/project/default", dashboard)).status).toBe(200);
  });

  it("says why it refuses, as JSON and without a key", async () => {
    const answer = await send("/rest/v1/notes", { apikey: "sb_secret_wrong" });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(answer.body)).toEqual({ message: "Invalid API key" });
  });

  it("notes what was asked for, refused or not, without the query", async () => {
    await send("/rest/v1/logged?apikey=x", { apikey: "sb_secret_wrong" });
    await send("/rest/v1/logged?select=id", { apikey: keys.secretKey });
    const noted = () => [...(envoy?.logs() ?? "").matchAll(/"GET (\S*logged\S*) HTTP\/1.1" (\d+)/g)].map(([, path, code]) => [path, code]); // prettier-ignore
    await expect.poll(noted, { timeout: 30_000 }).toEqual([["/rest/v1/logged", "401"], ["/rest/v1/logged", "200"]]); // prettier-ignore
  });
});

const pick = (headers: Seen["headers"], wanted: object) =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, headers[name]]));
