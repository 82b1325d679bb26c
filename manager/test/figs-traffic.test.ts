import { describe, expect, it } from "vitest";
import { requestOf } from "../operations/metrics/accessLog";
import { latencies } from "../operations/metrics/latency";
import { quantilesOf } from "../operations/metrics/quantiles";
import { summary } from "../operations/metrics/traffic";

const at = "2026-11-21T10:00:00.000000001Z";
const envoy = (request: string, status: number | string, bytes: number | string = 12) =>
  requestOf({ at, text: `172.18.0.1 - - [21/Nov/2026:10:00:00 +0000] "${request}" ${status} ${bytes} "-" "curl/8"` });

describe("a line of a gateway's log", () => {
  it("tells of a request", () => {
    expect(envoy("GET /rest/v1/notes HTTP/1.1", 200, 345)).toEqual({
      at, method: "GET", path: "/rest/v1/notes", route: "rest", status: 200, bytes: 345,
    }); // prettier-ignore
  });
  it.each([
    ["/auth/v1/token", "auth"],
    ["//auth/v1", "auth"],
    ["/rest/v1/notes?apikey=secret", "rest"],
    ["/rest/v1?select=*", "rest"],
    ["/rest/v10/notes", "other"],
    ["/realtime/v1/websocket", "realtime"],
    ["/pg/query", "meta"],
    ["/pgadmin", "other"],
    ["/project/default", "other"],
    ["/wp-login.php", "other"],
  ])("%s belongs to %s", (path, route) => expect(envoy(`GET ${path} HTTP/1.1`, 200)?.route).toBe(route));
  it("keeps no query, which may hold a key", () => {
    expect(envoy("GET /rest/v1/?apikey=sb_secret_x HTTP/1.1", 200)?.path).toBe("/rest/v1/");
  });
  it("may tell of a request that had no form, or no answer", () => {
    expect(envoy("", 400)).toMatchObject({ method: "", path: "", route: "other", status: 400 });
    expect(envoy("- - HTTP/1.1", 400, "-")).toMatchObject({ status: 400, bytes: 0 });
    expect(envoy("GET /rest/v1/ HTTP/1.1", 0, 0)).toMatchObject({ status: 0 });
  });
  it.each(["[warning][main] something", "", 'GET "x" 200 1', "2026/11/21 [error] 1#0: *2 connect() failed"])(
    "that is another one tells nothing: %s",
    (text) => expect(requestOf({ at, text })).toBeUndefined(),
  );
});

it("counts requests, errors and bytes of a span", () => {
  const requests = [200, 201, 404, 500, 503].flatMap((status) => envoy("GET /rest/v1/ HTTP/1.1", status, 10) ?? []);
  expect(summary(requests, 10)).toMatchObject({ requests: 5, perSecond: 0.5, errors: 2, refused: 1, errorRate: 0.4, bytes: 50 }); // prettier-ignore
  expect(summary(requests, 10).failed.map(({ status }) => status)).toEqual([500, 503]);
  expect(summary([], 10)).toMatchObject({ requests: 0, perSecond: 0, errorRate: 0, failed: [] });
});

const envoyStats = (counts: Readonly<Record<string, number>>, count: number) =>
  [
    "# TYPE envoy_cluster_upstream_rq_time histogram",
    ...Object.entries(counts).map(([le, n]) => `envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="rest",le="${le}"} ${n}`), // prettier-ignore
    `envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="rest",le="+Inf"} ${count}`,
    `envoy_cluster_upstream_rq_time_sum{envoy_cluster_name="rest"} 1500`,
    `envoy_cluster_upstream_rq_time_count{envoy_cluster_name="rest"} ${count}`,
  ].join("\n");

describe("how long answers took", () => {
  const first = latencies(envoyStats({ "0.5": 0, "10": 50, "100": 90, "1000": 100 }, 100));
  it("is read from what Envoy counts, in seconds and by service", () => {
    const buckets = [{ le: 0.01, count: 50 }, { le: 0.1, count: 90 }, { le: 1, count: 100 }]; // prettier-ignore
    expect(first).toEqual([{ service: "rest", buckets, count: 100, sum: 1.5 }]);
  });
  it("is estimated within a bucket", () => {
    const found = quantilesOf(first);
    expect(found?.p50).toBeCloseTo(0.01);
    expect(found?.p95).toBeCloseTo(0.55);
    expect(found?.p99).toBeCloseTo(0.91);
  });
  it("is of the answers between two looks", () => {
    const second = latencies(envoyStats({ "10": 50, "100": 190, "1000": 200 }, 200));
    expect(quantilesOf(second, first)?.p99).toBeLessThanOrEqual(0.1);
    expect(quantilesOf(first, first)).toBeUndefined();
  });
  it("begins anew with a gateway that was started anew", () => {
    const anew = latencies(envoyStats({ "10": 10, "100": 10, "1000": 10 }, 10));
    expect(quantilesOf(anew, first)?.p99).toBeLessThanOrEqual(0.01);
  });
  it("is not known before the first answer", () => expect(quantilesOf([])).toBeUndefined());
  it("above the last border is that border", () => {
    expect(quantilesOf(latencies(envoyStats({ "10": 0 }, 5)))?.p50).toBe(0.01);
  });
});
