import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderToString } from "ink";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import type { Traffic } from "../operations/metrics/traffic";
import { program } from "../operations/workspace";
import type { MonitorNow } from "../tui/monitor/monitor";
import { MonitorScreen } from "../tui/monitor/MonitorScreen";
import { figuresOf, together } from "../tui/monitor/samples";
import { bar, graph } from "../tui/show/bar";
import { blocks, glyphsFor, plain } from "../tui/show/glyphs";
import { now } from "./support/statuses";
import { fakeFleet } from "./support/tuiFleet";
import { plainText, seated } from "./support/tuiScreen";

const traffic = (more: Partial<Traffic> = {}): Traffic => ({
  name: "blog",
  seconds: 5,
  requests: 50,
  perSecond: 10,
  errors: 1,
  refused: 0,
  errorRate: 0.02,
  bytes: 1000,
  failed: [],
  received: 10_000,
  sent: 40_000,
  latency: { p50: 0.01, p95: 0.04, p99: 0.1 },
  upTo: { cursor: "", at: 0, latencies: [] },
  ...more,
});

describe("the figures of an instance", () => {
  it("are those since the look before", () => {
    const figures = figuresOf({ row: undefined, now: traffic(), before: traffic({ received: 5000, sent: 20_000 }) });
    expect(figures).toMatchObject({ network: 5000, requests: 10, errors: 2, latency: 40 });
  });

  it("leave out what only a second look tells", () => {
    expect(figuresOf({ row: undefined, now: traffic(), before: undefined })).toMatchObject({ network: undefined, latency: undefined, requests: 10 }); // prettier-ignore
  });

  it("leave out the network of a gateway that was started anew", () => {
    expect(figuresOf({ row: undefined, now: traffic(), before: traffic({ sent: 9_000_000 }) }).network).toBeUndefined();
  });

  it("add up over several instances, errors by requests and the slowest latency", () => {
    const all = [{ cpu: 10, requests: 30, errors: 0, latency: 20 }, { cpu: 5, requests: 10, errors: 8, latency: 90 }, {}]; // prettier-ignore
    expect(together(all)).toMatchObject({ cpu: 15, requests: 40, errors: 2, latency: 90, memory: undefined });
  });
});

describe("bars and graphs", () => {
  it.each([
    [0, "░░░░"],
    [0.001, "█░░░"],
    [0.5, "██░░"],
    [7, "████"],
    [undefined, "    "],
  ])("draws a share of %s", (share, drawn) => {
    expect(bar(share, 4, blocks)).toBe(drawn);
  });

  it("draws the newest value on the right, and leaves a gap where nobody knows", () => {
    expect(graph([0, 4, undefined, 8], { width: 6, height: 2, top: 8 }, blocks)).toEqual(["     █", "  ▁█ █"]);
  });

  it("draws with plain letters where the locale has no others", () => {
    expect(glyphsFor({ LANG: "C" })).toBe(plain);
    expect(glyphsFor({ LC_ALL: "", LANG: "en_GB.UTF-8" })).toBe(blocks);
    expect(glyphsFor({ LC_ALL: "POSIX", LANG: "en_GB.UTF-8" })).toBe(plain);
  });
});

describe("the monitor", () => {
  const history = Array.from({ length: 40 }, (_, at) => ({ cpu: 20 + 15 * Math.sin(at / 4), memory: 200e6 + at * 1e6, network: at * 900, requests: at % 9, errors: at > 30 ? 12 : 0, latency: at % 7 === 0 ? undefined : 20 + at })); // prettier-ignore
  const monitor: MonitorNow = {
    history,
    each: [
      { name: "blog", figures: { cpu: 12.3, memory: 157_286_400, requests: 4.2, errors: 0, latency: 38 }, restarts: 0 },
      { name: "shop", figures: { cpu: 2, memory: 57_286_400 }, restarts: 7, since: Date.parse(now) - 8000 },
    ],
    failed: [{ instance: "blog", at: "2026-03-01T11:59:58.1Z", method: "GET", path: "/rest/v1/orders", status: 503 }],
  };
  const screen = (columns: number) =>
    plainText(renderToString(createElement(MonitorScreen, { size: { columns, rows: 23 }, monitor, from: 0, now: Date.parse(now) }), { columns })); // prettier-ignore

  it("shows live graphs, restarts and the requests that failed, on 80 columns", () => {
    expect(screen(80)).toMatchInlineSnapshot(`
      "Monitor: 2 instances together
      ────────────────────────────────────────────────────────────────────────────────
      CPU 15.2 %                Memory 228 MiB            Network 34 KiB/s
                  ▂▅▆▇██▇▆▄▂    ▆▆▆▆▆▆▆▆▆▆▇▇▇▇▇▇▇▇▇▇█████             ▁▁▂▂▃▄▄▅▆▆▇▇█
              ▁▃▅████████████▅▂ █████████████████████████ ▁▂▂▃▄▄▅▆▆▇▇██████████████
      █▆▅▄▃▄▅▆█████████████████ █████████████████████████ █████████████████████████

      Requests 3.0/s            Errors 12.0 %             Latency p95 59 ms
      ▂▅█      ▂▅█      ▂▅█                     █████████        ▁▁▂▂▃▃ ▄▄▅▅▆▆ ▇▇██
      ███   ▁▄▇███   ▁▄▇███   ▁                 █████████ ▆▇▇▇██ ██████ ██████ ████
      ███▁▃▆██████▁▃▆██████▁▃▆█ ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█████████ ██████ ██████ ██████ ████

      INSTANCE        CPU   MEMORY REQUESTS   ERRORS      P95 RESTARTS
      blog         12.3 %  150 MiB    4.2/s    0.0 %    38 ms        0
      shop          2.0 %   55 MiB        -        -        -        7  waiting 8 s
      LAST FAILED REQUESTS
      11:59:58 blog 503 GET /rest/v1/orders





      up down more instances  esc back"
    `);
  });

  it("is in docs/tui.md as it is drawn", () => {
    expect(readFileSync(join(program, "docs/tui.md"), "utf8")).toContain(screen(80));
  });

  it("puts all graphs side by side where there is room", () => {
    expect(screen(150).split("\n")[2]).toMatch(/CPU.*Memory.*Network.*Requests.*Errors.*Latency p95/);
  });

  it("watches the instances that are marked", { timeout: 20_000 }, async () => {
    const { fleet } = fakeFleet({ traffic: async (name) => traffic({ name }) });
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types(" ", " ", "m");
    await seat.sees("Monitor: 2 instances together");
    await seat.sees(/blog .* 10\/s/);
    seat.leaves();
  });
});
