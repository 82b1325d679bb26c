import { describe, expect, it } from "vitest";
import { partingText } from "../cli/show/partingText";
import { volumesLost } from "../operations/plan/resources";
import { step } from "./support/steps";

const now = "2026-03-01T12:00:00.000Z";
const backups = { place: "/mnt/backups/shop", count: 3, last: "2026-03-01T03:00:04.000Z" };
const told = (parting: Partial<Parameters<typeof partingText>[0]>) =>
  partingText({ instance: "shop", snapshots: [], ...parting }, now);

describe("what an instance leaves behind", () => {
  it("is its backups, which nobody opens without the key that goes", () => {
    expect(told({ backups })).toBe(
      [
        "3 backups stay in /mnt/backups/shop; the last is 8 hours old.",
        "The key that opens them is a secret of the instance, and goes with it.",
      ].join("\n"),
    );
  });
  it("is told of a store that has none yet, of one that is away, and of an instance that is paused", () => {
    expect(told({ backups: { ...backups, count: 0, last: undefined } })).toContain("There is no backup of shop in /mnt/backups/shop yet."); // prettier-ignore
    expect(told({ backups: { ...backups, problem: "no route" } })).toContain("cannot be looked at: no route");
    expect(told({ backups: { ...backups, none: "paused" } })).toContain("fleet resume shop");
  });
  it("is its snapshots, with the command that removes them", () => {
    const snapshots = [{ host: "local", time: "20260101T000000Z", reason: "an upgrade" }];
    expect(told({ backups, snapshots })).toContain("fleet snapshots remove shop 20260101T000000Z");
  });
  it("is nothing without a store: a copy by hand is all there is", () => {
    expect(told({})).toMatch(/^shop makes no backups.*\n {2}fleet pause shop/);
  });
});

it("counts a volume as lost data unless what is in it comes again by itself", () => {
  const gone = ["db-data", "storage", "wal", "backup", "deno-cache"].map((role) =>
    step("docker:index/volume:Volume", `shop-${role}-volume`, { old: { name: `supabase-shop-${role}` } }),
  );
  expect(volumesLost(gone)).toEqual(["supabase-shop-db-data", "supabase-shop-storage"]);
});
