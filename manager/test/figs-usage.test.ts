import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { usageText } from "../cli/show/usageText";
import { cursorAt } from "../operations/metrics/gatewayLog";
import { addTo } from "../operations/usage/count";
import { type Entry, type Seen, type Tally, counted, endOf } from "../operations/usage/entry";
import { add, months, newest, readMonth } from "../operations/usage/monthFile";
import { usageCsv, usageOf } from "../operations/usage/usage";
import type { Workspace } from "../operations/workspace";

const seenAt = (at: string, more: Partial<Seen> = {}): Seen => ({ at: new Date(at), tallies: new Map(), cursor: cursorAt(new Date(at)), ...more }); // prettier-ignore
const only = (entries: ReadonlyMap<string, Entry>): Entry => {
  expect(entries.size).toBe(1);
  const [entry] = entries.values();
  if (entry === undefined) throw new Error("no entry");
  return entry;
};
const tally = (requests: number, last: string, more: Partial<Tally> = {}): Tally => ({ requests, errors: 0, egress: 10 * requests, last, ...more }); // prettier-ignore

describe("the count of an instance", () => {
  const first = only(counted(undefined, seenAt("2026-11-10T00:00:00Z", { runsSince: new Date("2026-11-01T00:00:00Z"), stored: 500 }))); // prettier-ignore

  it("begins with nothing at the first look, and says when that was", () => {
    expect(first).toMatchObject({ since: "2026-11-10T00:00:00.000Z", requests: 0, running: 0, stored: { last: 500, seconds: 0 } }); // prettier-ignore
  });
  it("adds requests, time that it ran, and storage over time", () => {
    const second = only(
      counted(first, seenAt("2026-11-10T01:00:00Z", {
        runsSince: new Date("2026-11-01T00:00:00Z"),
        stored: 1000,
        tallies: new Map([["2026-11", tally(7, "2026-11-10T00:30:00.000000000Z", { errors: 2 })]]),
      })),
    ); // prettier-ignore
    expect(second).toMatchObject({ since: first.since, until: "2026-11-10T01:00:00.000Z", requests: 7, errors: 2, egress: 70, running: 3600 }); // prettier-ignore
    expect(second.stored).toEqual({ byteSeconds: 3_600_000, seconds: 3600, last: 1000, peak: 1000 });
    const third = only(counted(second, seenAt("2026-11-10T02:00:00Z")));
    expect(third).toMatchObject({ requests: 7, running: 3600, stored: { byteSeconds: 7_200_000, seconds: 7200 } });
  });
  it("counts a database that was started in between from its start on", () => {
    const next = only(counted(first, seenAt("2026-11-10T10:00:00Z", { runsSince: new Date("2026-11-10T09:30:00Z") })));
    expect(next.running).toBe(1800);
  });
  it("fills a span in which nobody looked, over the end of months", () => {
    const always = { runsSince: new Date("2026-01-01T00:00:00Z"), stored: 100 };
    const tallies = new Map([
      ["2026-11", tally(3, "2026-11-30T23:59:59.000000000Z")],
      ["2027-01", tally(4, "2027-01-01T00:00:01.000000000Z")],
    ]);
    const entries = counted(first, seenAt("2027-01-02T00:00:00Z", { ...always, tallies }));
    expect([...entries.keys()]).toEqual(["2026-11", "2026-12", "2027-01"]);
    const days = [...entries.values()].map(({ running }) => running / 86_400);
    expect(days).toEqual([21, 31, 1]);
    expect([...entries.values()].map(({ requests }) => requests)).toEqual([3, 0, 4]);
    expect(entries.get("2026-11")).toMatchObject({ until: "2026-12-01T00:00:00.000Z", cursor: "2026-11-30T23:59:59.000000000Z" }); // prettier-ignore
    expect(entries.get("2027-01")).toMatchObject({ since: "2027-01-01T00:00:00.000Z", cursor: cursorAt(new Date("2027-01-02T00:00:00Z")) }); // prettier-ignore
  });
  it("does not go back with a clock that does", () => {
    const before = only(counted(first, seenAt("2026-11-10T05:00:00Z")));
    const back = only(counted(before, seenAt("2026-11-10T04:00:00Z", { runsSince: new Date("2026-11-01T00:00:00Z") })));
    expect(back).toMatchObject({ until: before.until, running: 0 });
  });
  it("knows the lengths of months", () => {
    expect(endOf("2028-02").toISOString()).toBe("2028-03-01T00:00:00.000Z");
    expect(endOf("2026-12").toISOString()).toBe("2027-01-01T00:00:00.000Z");
  });
  it("tells requests of two months apart by the time of their lines", () => {
    const tallies = new Map<string, Tally>();
    for (const [at, status] of [
      ["2026-11-30T23:59:59.9Z", 200],
      ["2026-12-01T00:00:00.1Z", 500],
      ["2026-12-01T00:00:00.2Z", 404],
    ] as const)
      // prettier-ignore
      addTo(tallies, { at, status, bytes: 5 });
    expect(tallies.get("2026-11")).toEqual({ requests: 1, errors: 0, egress: 5, last: "2026-11-30T23:59:59.9Z" });
    expect(tallies.get("2026-12")).toEqual({ requests: 2, errors: 1, egress: 10, last: "2026-12-01T00:00:00.2Z" });
  });
});

describe("the files of months", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = { folder: mkdtempSync(join(tmpdir(), "fleet-usage-")), stack: "test" } as Workspace; // all that they look at
  });
  afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));
  const save = (name: string, before: Entry | undefined, seen: Seen) =>
    add(workspace, new Map([[name, { before, entries: counted(before, seen) }]]));
  const later = () => ({ runsSince: new Date("2026-11-10T00:00:00Z"), tallies: new Map([["2026-11", tally(5, "2026-11-10T00:30:00.000000000Z")]]) }); // prettier-ignore

  it("outlive the server, and keep those who are gone", () => {
    save("blog", undefined, seenAt("2026-11-10T00:00:00Z"));
    save("shop", undefined, seenAt("2026-11-10T00:00:00Z"));
    save("blog", newest(workspace).blog, seenAt("2026-11-10T01:00:00Z", later()));
    expect(readMonth(workspace, "2026-11")).toMatchObject({ blog: { requests: 5, running: 3600 }, shop: { requests: 0 } }); // prettier-ignore
    save("blog", newest(workspace).blog, seenAt("2026-12-01T01:00:00Z"));
    expect(months(workspace)).toEqual(["2026-12", "2026-11"]);
    expect(newest(workspace)).toMatchObject({ blog: { since: "2026-12-01T00:00:00.000Z" }, shop: { since: "2026-11-10T00:00:00.000Z" } }); // prettier-ignore
    expect(statSync(join(workspace.folder, ".supabase-fleet/usage/test.2026-11.json")).mode & 0o777).toBe(0o600);
  });
  it("take nothing twice when two have counted at once", () => {
    save("blog", undefined, seenAt("2026-11-10T00:00:00Z"));
    const before = newest(workspace).blog;
    save("blog", before, seenAt("2026-11-10T01:00:00Z", later()));
    save("blog", before, seenAt("2026-11-10T01:00:01Z", later()));
    expect(newest(workspace).blog).toMatchObject({ requests: 5, until: "2026-11-10T01:00:00.000Z" });
  });
  it("are not mistaken for another stack's", () => {
    save("blog", undefined, seenAt("2026-11-10T00:00:00Z"));
    expect(months({ ...workspace, stack: "tes" })).toEqual([]);
    expect(newest({ ...workspace, stack: "t.st" })).toEqual({});
  });
  it("become a bill, as data, CSV and text", () => {
    save("blog", undefined, seenAt("2026-11-10T00:00:00Z", { stored: 1000 }));
    save("blog", newest(workspace).blog, seenAt("2026-11-10T02:00:00Z", { ...later(), stored: 2000 }));
    const used = usageOf(workspace, "2026-11");
    expect(used.instances).toEqual([
      {
        instance: "blog",
        countedFrom: "2026-11-10T00:00:00.000Z",
        countedUntil: "2026-11-10T02:00:00.000Z",
        requests: 5,
        errors: 0,
        egressBytes: 50,
        hoursRunning: 2,
        storageBytes: 2000,
        storageBytesPeak: 2000,
        storageBytesLast: 2000,
        storageByteHours: 4000,
      },
    ]);
    expect(usageCsv(used)).toBe(
      "month,instance,counted_from,counted_until,requests,errors,egress_bytes,hours_running,storage_bytes,storage_bytes_peak,storage_bytes_last,storage_byte_hours\r\n" +
        "2026-11,blog,2026-11-10T00:00:00.000Z,2026-11-10T02:00:00.000Z,5,0,50,2,2000,2000,2000,4000\r\n",
    );
    expect(usageText(used)).toMatch(
      /^blog +5 +0 +50 B +2\.0 +2\.0 kB +2\.0 kB +2026-11-10 00:00 to 2026-11-10 02:00$/m,
    );
    expect(usageText(usageOf(workspace, "2025-01"))).toContain("Nothing was counted in 2025-01");
    expect(() => usageOf(workspace, "../2026")).toThrow('as in 2026-11, not "../2026"');
  });
  it("hold no secret", () => {
    save("blog", undefined, seenAt("2026-11-10T00:00:00Z"));
    const text = readFileSync(join(workspace.folder, ".supabase-fleet/usage/test.2026-11.json"), "utf8");
    expect(Object.keys(JSON.parse(text).instances.blog).sort()).toEqual(["cursor", "egress", "errors", "requests", "running", "since", "stored", "until"]); // prettier-ignore
  });
});
