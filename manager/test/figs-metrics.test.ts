import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { figuresFrom } from "../operations/metrics/backups";
import { grown } from "../operations/metrics/counters";
import { diskFrom } from "../operations/metrics/disk";
import type { Figures } from "../operations/metrics/meter";
import { exposition } from "../serve/metrics/exposition";
import { families } from "../serve/metrics/families";
import { counters, figures } from "./support/figures";
import { now } from "./support/statuses";

const text = (names?: readonly string[], from: Figures = figures) => exposition(families(from, names, Date.parse(now)));
const promtool = spawnSync("promtool", ["--version"]).status === 0;

describe("figures for Prometheus", () => {
  it.each([
    'supabase_fleet_sample_age_seconds{sample="state"} 12.5',
    'supabase_fleet_host_up{host="local"} 1',
    'supabase_fleet_host_up{host="far"} 0',
    'supabase_fleet_host_edge_up{host="local"} 0',
    'supabase_fleet_instance_state{name="far-away",state="UNKNOWN"} 1',
    `supabase_fleet_secret_created_timestamp_seconds{name="shop",secret="jwtSecret"} ${Date.parse("2025-03-01T12:00:00Z") / 1000}`, // prettier-ignore
    'supabase_fleet_certificate_up{name="shop",domain="shop-studio.example.com"} 0',
    'supabase_fleet_instance_state{name="blog",state="ACTIVE_HEALTHY"} 1',
    'supabase_fleet_instance_state{name="blog",state="FAILED"} 0',
    'supabase_fleet_service_up{name="blog",service="db"} 1',
    'supabase_fleet_service_up{name="shop",service="auth"} 0',
    'supabase_fleet_service_health{name="shop",service="auth",health="restarting"} 1',
    'supabase_fleet_service_restarts_total{name="shop",service="auth"} 7',
    'supabase_fleet_service_restarts_total{name="blog",service="db"} 0',
    'supabase_fleet_service_cpu_cores{name="blog",service="db"} 0.004',
    'supabase_fleet_requests_total{name="blog",service="rest",status="2xx"} 2',
    'supabase_fleet_requests_total{name="blog",service="auth",status="5xx"} 1',
    'supabase_fleet_requests_total{name="blog",service="auth",status="2xx"} 0',
    'supabase_fleet_requests_total{name="blog",service="rest",status="0"} 1',
    'supabase_fleet_response_bytes_total{name="blog",service="rest"} 15',
    'supabase_fleet_request_duration_seconds_bucket{name="blog",service="rest",le="0.1"} 4',
    'supabase_fleet_request_duration_seconds_bucket{name="blog",service="rest",le="+Inf"} 5',
    'supabase_fleet_request_duration_seconds_count{name="blog",service="rest"} 5',
    'supabase_fleet_host_disk_free_bytes{host="local"} 40000',
    'supabase_fleet_volume_bytes{name="blog",volume="supabase-blog-db-data"} 1288490189',
    `supabase_fleet_certificate_expiry_timestamp_seconds{name="blog",domain="blog.example.com"} ${Date.parse("2026-05-02T00:00:00Z") / 1000}`, // prettier-ignore
    'supabase_fleet_wal_lag_seconds{name="blog",stage="ship"} 70',
    'supabase_fleet_backup_alarms{name="blog"} 0',
    'supabase_fleet_restore_proven_duration_seconds{name="blog"} 48',
  ])("tell %s", (line) => expect(text().split("\n")).toContain(line));

  it("are of the instances alone that the reader may see, and of their hosts", () => {
    expect(text()).toContain('name="shop"');
    expect(text(["blog"])).not.toContain('name="shop"');
    expect(text([])).not.toMatch(/name=|host=/);
  });
  it("are there before anything was gathered", () => {
    const none = { failures: 0 };
    const empty = { state: none, stock: none, requests: none, latency: none, backups: none, disks: none };
    expect(text(undefined, empty).split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual(
      Object.keys(empty).map((name) => `supabase_fleet_sample_failures_total{sample="${name}"} 0`),
    ); // prettier-ignore
  });
  it.skipIf(!promtool)("please promtool", () => {
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text(), encoding: "utf8" });
    expect(stdout + stderr).toBe("");
    expect(status).toBe(0);
  });
});

it("escapes what would end a label", () => {
  const family = { name: "x", help: "a\nb", type: "gauge", samples: [{ labels: { l: 'a"b\\c\nd' }, value: Infinity }] } as const; // prettier-ignore
  expect(exposition([family])).toBe('# HELP x a\\nb\n# TYPE x gauge\nx{l="a\\"b\\\\c\\nd"} +Inf\n');
});

it("goes on counting requests where it ended", () => {
  const more = grown(counters.counters, [{ route: "rest", status: 204, bytes: 1 }]);
  expect(more).toContainEqual({ route: "rest", status: "2xx", requests: 3, bytes: 16 });
  expect(more).toContainEqual({ route: "rest", status: "0", requests: 1, bytes: 0 });
});

it.each([
  ["Filesystem 1024-blocks Used Available Capacity Mounted on\noverlay 1000 600 400 60% /data\n", { size: 1_024_000, free: 409_600 }], // prettier-ignore
  ["df: /data: No such file or directory", undefined],
])("reads the size of a disk from df: %j", (said, disk) => expect(diskFrom(said)).toEqual(disk));

it("reads a backup's figures from what its container remembers", () => {
  const spec = { name: "blog", config: { backup: { maxAge: 30, maxProvenAge: 35 } } } as Parameters<
    typeof figuresFrom
  >[0]; // all that it looks at
  const memory = { lastBackup: { id: "1", at: "2026-02-27T00:00:00Z", seconds: 3, bytes: 99, added: 1 } };
  const facts = { memory, unarchived: 0, unshipped: 5, logKilobytes: 2, freeKilobytes: 9 };
  expect(figuresFrom(spec, facts, Date.parse(now))).toMatchObject({ answers: true, lastBackup: Date.parse("2026-02-27T00:00:00Z"), alarms: 2, unshipped: 5, logBytes: 2048 }); // prettier-ignore
});
