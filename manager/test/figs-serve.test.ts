import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { createToken } from "../operations/access/tokens";
import { Jobs } from "../operations/jobs";
import { cursorAt } from "../operations/metrics/gatewayLog";
import { counted } from "../operations/usage/entry";
import { add } from "../operations/usage/monthFile";
import { createApp } from "../serve/app";
import { emptyWorkspace } from "./support/emptyWorkspace";

describe("figures for others over HTTP", () => {
  const workspace = emptyWorkspace();
  const services = { workspace, jobs: new Jobs() };
  const app = createApp(services);
  let all: string;
  let blogOnly: string;
  const get = async (path: string, token?: string, asked = app) =>
    await asked.request(path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  const write = (instances: readonly object[]) => {
    // Nobody listens there: a host that does not answer.
    const hosts = { local: { docker: `unix://${workspace.folder}/none.sock`, edge: { mode: "none" } } };
    const config = { "supabase-fleet:domain": "fleet.test", "supabase-fleet:hosts": hosts, "supabase-fleet:instances": instances }; // prettier-ignore
    writeFileSync(workspace.stackFile, stringify({ config }));
  };

  beforeAll(() => {
    write([{ name: "blog" }, { name: "shop" }]);
    all = createToken(workspace, { name: "prometheus", scope: "read" }).token;
    blogOnly = createToken(workspace, { name: "blog's", scope: "read", instances: ["blog"] }).token;
    for (const name of ["blog", "shop"]) {
      const at = new Date("2026-11-10T00:00:00Z");
      add(workspace, new Map([[name, { before: undefined, entries: counted(undefined, { at, tallies: new Map(), cursor: cursorAt(at) }) }]])); // prettier-ignore
    }
  });
  afterAll(() => rmSync(workspace.folder, { recursive: true, force: true }));

  it("are for those with a token", async () => {
    for (const path of ["/metrics", "/platform/usage", "/health/instances/blog"]) {
      expect((await get(path)).status, path).toBe(401);
      expect((await get(path, "sbp_0000000000000000000000000000000000000000")).status, path).toBe(401);
    }
  });
  it("come at once, whatever the hosts do", async () => {
    // A host has five seconds to answer in.
    const begun = Date.now();
    const answer = await get("/metrics", all);
    expect(Date.now() - begun).toBeLessThan(2500);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await answer.text()).toContain("# TYPE supabase_fleet_sample_failures_total counter\n");
  });
  it("tell soon that a host does not answer", async () => {
    const scraped = async () => await (await get("/metrics", all)).text();
    await expect.poll(scraped, { timeout: 10_000 }).toContain('supabase_fleet_host_up{host="local"} 0');
    expect(await scraped()).toContain('supabase_fleet_instance_state{name="shop",state="UNKNOWN"} 1');
    expect(await (await get("/metrics", blogOnly)).text()).not.toContain("shop");
  });
  it("bill a month as JSON and CSV, of the instances that the token is good for", async () => {
    const answer = await get("/platform/usage?month=2026-11", all);
    expect(await answer.json()).toMatchObject({ month: "2026-11", instances: [{ instance: "blog" }, { instance: "shop" }] }); // prettier-ignore
    expect(await (await get("/platform/usage?month=2026-11", blogOnly)).json()).toMatchObject({ instances: [{ instance: "blog" }] }); // prettier-ignore
    const csv = await get("/platform/usage?month=2026-11&format=csv", blogOnly);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(await csv.text()).toMatch(/^month,instance,.*\r\n2026-11,blog,/);
    for (const month of ["2026-13", "november", "../../etc", ""])
      expect((await get(`/platform/usage?month=${encodeURIComponent(month)}`, all)).status, month).toBe(400);
  });
  it("say that the server is there to anybody, and no more", async () => {
    expect(await (await get("/health")).json()).toEqual({ status: "ok" });
    expect(await (await get("/health/ready")).json()).toEqual({ status: "ok" });
  });
  it("answer 503 for an instance that is not well, and 404 for none", async () => {
    const answer = await get("/health/instances/blog", all);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: "unwell", state: "UNKNOWN" });
    expect((await get("/health/instances/nobody", all)).status).toBe(404);
    expect((await get("/health/instances/shop", blogOnly)).status).toBe(404);
  });
  it("ask a monitor for no token where the server was told so", async () => {
    const open = createApp({ ...services, openHealth: true });
    expect((await get("/health/instances/blog", undefined, open)).status).toBe(503);
    expect((await get("/metrics", undefined, open)).status).toBe(401);
  });
  it("are not ready when the list cannot be read", async () => {
    write([{ name: "Not a name" }]);
    const answer = await get("/health/ready");
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("Not a name");
  });
});
