import { describe, expect, it } from "vitest";
import { pastTraffic } from "../operations/metrics/pastTraffic";

const until = Date.parse("2026-11-21T10:00:30Z");
const span = { until, step: 10_000, points: 3 };
const asked = (second: number, status = 200) => ({ at: `2026-11-21T10:00:${String(second).padStart(2, "0")}.000000001Z`, status }); // prettier-ignore

describe("the graph of what a gateway's log tells", () => {
  it("counts requests per second, and how many of a hundred failed", () => {
    const requests = [asked(1), asked(2), asked(3), asked(4, 500), asked(25), asked(29, 404)];
    expect(pastTraffic(requests, span)).toEqual([
      { at: "2026-11-21T10:00:10.000Z", requests: 0.4, errors: 25 },
      { at: "2026-11-21T10:00:20.000Z", requests: 0, errors: 0 },
      { at: "2026-11-21T10:00:30.000Z", requests: 0.2, errors: 0 },
    ]);
  });
  it("leaves out what was before and after", () => {
    const requests = [{ at: "2026-11-21T09:59:59.9Z", status: 500 }, asked(30)];
    expect(pastTraffic(requests, span).every((point) => point.requests === 0)).toBe(true);
  });
});
