import { describe, expect, it } from "vitest";
import type { InstanceSpec } from "../../components/spec";
import { type Facts, alarmsOf } from "../operations/backup/check";

const now = Date.parse("2026-01-31T12:00:00Z");
const shop = { name: "shop", config: { backup: { maxAge: 30, maxProvenAge: 35 } } } as InstanceSpec; // all that is asked of it
const last = { id: "20260131T030000Z", at: "2026-01-31T03:00:09Z", seconds: 9, bytes: 10, added: 5 };
const proven = { at: "2026-01-20T03:00:00Z", backup: last.id, proven: true, seconds: 60, lost: 1, problems: [] };
const well: Facts = {
  memory: { lastBackup: last, lastFailure: null, lastProven: proven, lastDrill: proven },
  unarchived: 0,
  unshipped: 60,
  logKilobytes: 65536,
  freeKilobytes: 12 * 2 ** 20,
};
const remembering = (memory: Partial<Facts["memory"]>): Facts => ({ ...well, memory: { ...well.memory, ...memory } });

describe("alarms about backups", () => {
  it("are none when all is young enough", () => {
    expect(alarmsOf(shop, well, now)).toEqual([]);
  });

  it.each([
    { of: "no backup", facts: { ...well, memory: {} }, says: ["There is no backup yet: fleet backup shop"] },
    {
      of: "an old backup",
      facts: remembering({ lastBackup: { ...last, at: "2026-01-30T05:00:00Z" } }),
      says: ["The last backup is 31 h old; backup.maxAge is 30 h."],
    },
    {
      of: "a failed attempt",
      facts: remembering({ lastFailure: { at: "2026-01-31T11:00:00Z", reason: "No room." } }),
      says: ["The last attempt failed (2026-01-31T11:00:00Z): No room."],
    },
    {
      of: "log that Postgres cannot hand over",
      facts: { ...well, unarchived: 1200 },
      says: ["Postgres has not been able to hand over its log for 20 min, and keeps it: 64 MB of log, 12.0 GB free."],
    },
    {
      of: "log that the store does not take",
      facts: { ...remembering({ logFailure: { at: "2026-01-31T11:00:00Z", reason: "dial tcp\n" } }), unshipped: 960 },
      says: ["The log has not reached the store for 16 min (dial tcp), and fills the disk meanwhile: 64 MB of log, 12.0 GB free."],
    },
    {
      of: "a drill that proved nothing",
      facts: remembering({ lastDrill: { ...proven, proven: false, problems: ["public.notes: is not there"] } }),
      says: ["The last drill did not prove backup 20260131T030000Z: public.notes: is not there"],
    },
    {
      of: "no proof at all",
      facts: { ...well, memory: { lastBackup: last } },
      says: ["No restore was ever proven: fleet drill shop"],
    },
    {
      of: "an old proof",
      facts: remembering({ lastProven: { ...proven, at: "2025-12-20T03:00:00Z" } }),
      says: ["The last proven restore is 42 d ago; backup.maxProvenAge is 35 d: fleet drill shop"],
    },
  ])("tell of $of", ({ facts, says }) => {
    expect(alarmsOf(shop, facts, now)).toEqual(says);
  }); // prettier-ignore
});
