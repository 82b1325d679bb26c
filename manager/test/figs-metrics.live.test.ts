import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { docker, missingDocker } from "../../test/live/docker";
import type { InstanceKeys } from "../operations/keys";
import type { MonthUsage } from "../operations/usage/usage";
import { program } from "../operations/workspace";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { type Serving, serving } from "./support/served";

const name = "figs-a";
const shipped = join(program, "examples/monitoring");
const withoutPrometheus = spawnSync("prometheus", ["--version"]).status !== 0;

describe.skipIf(missingDocker())("the figures of a server", () => {
  let live: LiveFleet;
  let server: Serving;
  let url: string;
  let token: string;
  let secrets: readonly string[];
  let apikey: string;
  const asks = async (api = "", headers = {}) => (await fetch(`${api}/rest/v1/`, { headers })).status;
  const get = async (path: string) => await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const metrics = async () => await (await get("/metrics")).text();
  const usage = async () => (await live.json<MonthUsage>("usage")).instances.find(({ instance }) => instance === name);

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    live.write([leanInstance(name)]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    token = (await live.json<{ token: string }>("tokens", "create", "prometheus")).token;
    server = await serving(live.folder);
    ({ url } = server);
    await metrics(); // wakes what gathers them: requests count from now on
    await vi.waitUntil(async () => (await usage())?.requests === 0, { timeout: 30_000 });
    const known = await live.json<InstanceKeys>("keys", name, "--reveal");
    secrets = known.keys.flatMap(({ value }) => value ?? []);
    apikey = known.keys.find((key) => key.name === "secretKey")?.value ?? "";
    for (let round = 0; round < 20; round++) {
      expect(await asks(known.urls.api, { apikey })).toBe(200);
      expect(await asks(known.urls.api)).toBe(401);
    }
  });
  afterAll(async () => {
    await server?.stop();
    live?.remove();
  });

  it("count what is used, also when the gateway's container is another one", async () => {
    // Envoy writes its log down every ten seconds.
    await expect.poll(async () => (await usage())?.requests, { timeout: 60_000 }).toBe(40);
    const before = await usage();
    expect(before?.errors).toBe(0);
    expect(before?.egressBytes).toBeGreaterThan(1000);
    expect(before?.hoursRunning).toBeGreaterThan(0);
    expect(before?.storageBytesLast).toBeGreaterThan(10_000_000);
    const container = docker("inspect", `supabase-${name}-gateway`, "--format", "{{.Id}}");
    live.write([leanInstance(name, { ports: { gateway: await freePort() } })]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    expect(docker("inspect", `supabase-${name}-gateway`, "--format", "{{.Id}}")).not.toBe(container);
    const { urls } = await live.json<InstanceKeys>("keys", name);
    await vi.waitUntil(async () => (await asks(urls.api, { apikey }).catch(() => 0)) === 200, { timeout: 30_000 });
    await expect.poll(async () => (await usage())?.requests, { timeout: 60_000 }).toBeGreaterThanOrEqual(41);
    const csv = await (await get("/platform/usage?format=csv")).text();
    expect(csv).toMatch(new RegExp(`\r\n\\d{4}-\\d{2},${name},.*,4\\d,\\d,\\d+,`));
  });

  it("tell state, use, requests and latency, and no key", async () => {
    const wanted = [
      `supabase_fleet_instance_state{name="${name}",state="ACTIVE_HEALTHY"} 1`,
      'supabase_fleet_host_up{host="local"} 1',
    ];
    await expect.poll(async () => (await metrics()).split("\n"), { timeout: 60_000, interval: 1000 }).toEqual(expect.arrayContaining(wanted)); // prettier-ignore
    const figure = (name: string) => expect.poll(metrics, { timeout: 60_000, interval: 1000 }).toMatch(new RegExp(`^supabase_fleet_${name} [1-9]`, "m")); // prettier-ignore
    await figure(`requests_total{name="${name}",service="rest",status="2xx"}`);
    await figure(`request_duration_seconds_count{name="${name}",service="rest"}`);
    await figure(`service_memory_bytes{name="${name}",service="db"}`);
    await figure(`volume_bytes{name="${name}",volume="supabase-${name}-db-data"}`);
    await figure('host_disk_free_bytes{host="local"}');
    const text = await metrics();
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect((await get(`/health/instances/${name}`)).status).toBe(200);
  });

  describe.skipIf(withoutPrometheus)("in a real Prometheus", () => {
    let prometheus: ChildProcess | undefined;
    let api: string;
    const asked = async <T>(path: string): Promise<T> => {
      const answer = await fetch(`${api}/api/v1/${path}`);
      return ((await answer.json()) as { data: T }).data; // the caller names the documented shape
    };
    type Vector = { readonly result: readonly { readonly value: readonly [number, string] }[] };
    const query = async (text: string) => await asked<Vector | undefined>(`query?query=${encodeURIComponent(text)}`);

    beforeAll(async () => {
      const file = (path: string) => join(live.folder, path);
      // The rules as they are shipped, without their patience.
      writeFileSync(file("alerts.yml"), readFileSync(join(shipped, "alerts.yml"), "utf8").replaceAll(/ {8}for: .*\n/g, "")); // prettier-ignore
      writeFileSync(file("fleet.token"), token, { mode: 0o600 });
      const config = { global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" }, rule_files: ["alerts.yml"], scrape_configs: [{ job_name: "supabase-fleet", authorization: { credentials_file: "fleet.token" }, static_configs: [{ targets: [new URL(url).host] }] }] }; // prettier-ignore
      writeFileSync(file("prometheus.yml"), stringify(config));
      const port = await freePort();
      api = `http://127.0.0.1:${port}`;
      prometheus = spawn("prometheus", [`--config.file=${file("prometheus.yml")}`, `--storage.tsdb.path=${file("tsdb")}`, `--web.listen-address=127.0.0.1:${port}`, "--log.level=error"], { stdio: ["ignore", "inherit", "inherit"] }); // prettier-ignore
      const up = async () => (await query('up{job="supabase-fleet"}').catch(() => undefined))?.result[0]?.value[1];
      await vi.waitUntil(async () => (await up()) === "1", { timeout: 30_000 });
    });
    afterAll(async () => {
      if (prometheus === undefined || prometheus.exitCode !== null) return;
      prometheus.kill("SIGTERM");
      await once(prometheus, "exit");
    });

    it("are taken in, and every question of the dashboards is understood", async () => {
      // The gateway was replaced a moment ago, and is looked at again within the minute.
      await expect.poll(async () => (await query(`supabase_fleet_service_up{name="${name}"} == 1`))?.result, { timeout: 90_000 }).toHaveLength(4); // prettier-ignore
      const boards = readdirSync(join(shipped, "dashboards")).map((board) => readFileSync(join(shipped, "dashboards", board), "utf8")); // prettier-ignore
      const exprs = boards.flatMap((board) => (JSON.parse(board) as { panels: { targets: { expr: string }[] }[] }).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))); // prettier-ignore
      for (const expr of exprs) {
        const text = expr.replaceAll("$__rate_interval", "1m").replaceAll("$name", name);
        expect(await query(text), text).toHaveProperty("result");
      }
      const [states] = (await query(`count(supabase_fleet_instance_state{name="${name}"} == 1)`))?.result ?? [];
      expect(states?.value[1]).toBe("1");
    });

    it("raise the alarm when a service is stopped", async () => {
      interface Alerts { readonly alerts: readonly { readonly state: string; readonly labels: Readonly<Record<string, string>> }[] } // prettier-ignore
      const firing = async () => (await asked<Alerts>("alerts")).alerts.filter(({ state }) => state === "firing").map(({ labels }) => `${labels.alertname} ${labels.service ?? ""}`); // prettier-ignore
      await expect.poll(firing, { timeout: 30_000 }).not.toContain("FleetServiceDown gateway");
      docker("stop", `supabase-${name}-auth`);
      await expect.poll(firing, { timeout: 60_000, interval: 500 }).toContain("FleetServiceDown auth");
      expect((await get(`/health/instances/${name}`)).status).toBe(503);
    });
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo; // it listens on a port
  probe.close();
  await once(probe, "close");
  return port;
}
