import { describe, expect, it } from "vitest";
import { type Backup, backupsIn, choose } from "../operations/backup/backups";
import { backupsText, drillText, verifiedText } from "../cli/show/backupText";

const snapshot = (id: string, time: string, ...tags: string[]) => ({ id, time, tags });

/** Two whole backups, the newer with two logs; one that never came to its end, and one that lost its data. */
const inStore = [
  snapshot("d1", "2026-01-30T03:00:05Z", "id=20260130T030000Z", "part=data"),
  snapshot("e1", "2026-01-30T03:00:09Z", "id=20260130T030000Z", "part=done", "postgres=17", "bytes=10", "exact=true"),
  snapshot("l1", "2026-01-31T03:00:00Z", "since=20260130T030000Z", "part=log"),
  snapshot("d2", "2026-01-31T03:00:05Z", "id=20260131T030000Z", "part=data"),
  snapshot("x2", "2026-01-31T03:00:01Z", "id=20260131T030000Z", "part=dump"),
  snapshot("e2", "2026-01-31T03:00:09Z", "id=20260131T030000Z", "part=done", "postgres=17", "bytes=20", "exact=false"),
  snapshot("l2", "2026-01-31T08:00:00Z", "since=20260131T030000Z", "part=log"),
  snapshot("l3", "2026-01-31T09:00:00Z", "since=20260131T030000Z", "part=log"),
  snapshot("o2", "2026-01-31T08:30:00Z", "since=20260131T030000Z", "part=objects"),
  snapshot("o1", "2026-01-31T08:00:00Z", "since=20260131T030000Z", "part=objects"),
  snapshot("d3", "2026-01-31T10:00:05Z", "id=20260131T100000Z", "part=data"),
  snapshot("e4", "2026-01-31T11:00:05Z", "id=20260131T110000Z", "part=done"),
];
const backups = backupsIn("shop", inStore);

describe("the snapshots in a store", () => {
  it("are backups where the part that is written last is there, newest first", () => {
    expect(backups).toEqual([
      { instance: "shop", id: "20260131T030000Z", at: "2026-01-31T03:00:09.000Z", bytes: 20, postgres: "17", exact: false, logUntil: "2026-01-31T09:00:00.000Z", snapshots: { data: "d2", done: "e2", log: "l3", objects: ["o1", "o2"] } },
      { instance: "shop", id: "20260130T030000Z", at: "2026-01-30T03:00:09.000Z", bytes: 10, postgres: "17", exact: true, logUntil: "2026-01-31T03:00:00.000Z", snapshots: { data: "d1", done: "e1", log: "l1", objects: [] } },
    ]); // prettier-ignore
  });

  it("do not become a backup because a log is there", () => {
    expect(backupsIn("shop", [snapshot("l", "2026-01-31T09:00:00Z", "since=20260131T030000Z", "part=log")])).toEqual([]); // prettier-ignore
  });
});

describe("a moment to restore", () => {
  const chosen = (to: string, among: readonly Backup[] = backups) => {
    const { backup, moment } = choose(among, to, "shop");
    return [backup.id, moment];
  };
  const [newer, older] = backups;
  const withoutLog = (backup: Backup | undefined): Backup[] => {
    if (backup === undefined) return [];
    const { logUntil: _until, ...rest } = backup;
    return [rest];
  };

  it.each([
    { to: "latest", is: ["20260131T030000Z", "end"] },
    { to: "20260130T030000Z", is: ["20260130T030000Z", undefined] },
    { to: "2026-01-31T08:30:00Z", is: ["20260131T030000Z", "2026-01-31T08:30:00.000Z"] },
    { to: "2026-01-31 09:30:00+01:00", is: ["20260131T030000Z", "2026-01-31T08:30:00.000Z"] },
    { to: "2026-01-30T23:00:00Z", is: ["20260130T030000Z", "2026-01-30T23:00:00.000Z"] },
  ])("named $to is $is", ({ to, is }) => {
    expect(chosen(to)).toEqual(is);
  });

  it("named latest is the backup's own where no log was saved", () => {
    expect(chosen("latest", withoutLog(newer))).toEqual(["20260131T030000Z", undefined]);
  });

  it("comes from an older backup whose log reaches it when the newer one's was not saved yet", () => {
    const longer = { ...(older ?? backups[0]), logUntil: "2026-01-31T04:00:00.000Z" } as Backup; // both are there
    expect(chosen("2026-01-31T03:30:00Z", [...withoutLog(newer), longer])).toEqual([longer.id, "2026-01-31T03:30:00.000Z"]); // prettier-ignore
  });

  it.each([
    { to: "yesterday", says: 'shop has no backup "yesterday". There are: 20260131T030000Z, 20260130T030000Z. Or name a moment, such as' },
    { to: "2026-13-40T00:00:00Z", says: "has no backup" },
    { to: "2026-01-31 09:30", says: 'The moment "2026-01-31 09:30" has no time zone. Write one: 2026-01-31T09:30Z' },
    { to: "2026-01-31T09:30:00.5", says: "has no time zone" },
    { to: "2026-01-01T00:00:00Z", says: "is before the oldest backup of shop (2026-01-30T03:00:09.000Z)" },
    { to: "2026-01-31T12:00:00Z", says: "The log after backup 20260131T030000Z reaches until 2026-01-31T09:00:00.000Z, not until" },
  ])("named $to is refused", ({ to, says }) => {
    expect(() => chosen(to)).toThrow(says);
  }); // prettier-ignore

  it("is refused where there is none at all, or no log", () => {
    expect(() => chosen("latest", [])).toThrow("There is no whole backup of shop.");
    expect(() => chosen("2026-01-31T08:30:00Z", withoutLog(newer))).toThrow("No log was saved after backup 20260131T030000Z, so only its own moment"); // prettier-ignore
  });
});

describe("what people read of backups", () => {
  const drilled = { instance: "shop", at: "2026-01-31T12:00:00Z", backup: "20260131T030000Z", seconds: 83, lost: 42, tables: 40, rows: 1234, objects: 5 }; // prettier-ignore

  it("lists which moments they restore", () => {
    expect(`\n${backupsText(backups)}`).toBe(`
INSTANCE  BACKUP            MOMENT                SIZE  POSTGRES  RESTORES                    COUNTS
shop      20260131T030000Z  2026-01-31T03:00:09Z  20 B  17        until 2026-01-31T09:00:00Z  while it was written to
shop      20260130T030000Z  2026-01-30T03:00:09Z  10 B  17        until 2026-01-31T03:00:00Z  exact`);
    expect(backupsText([])).toBe("There are no backups.");
  });

  it("says of a drill what it proves, or why it does not", () => {
    expect(`\n${drillText({ ...drilled, proven: true, problems: [] })}`).toBe(`
shop: proven, backup 20260131T030000Z
  restored and compared in 83 s; 42 s of work would have been lost
  40 tables with 1234 rows, 5 objects`);
    expect(`\n${drillText({ ...drilled, proven: false, problems: ["public.notes: 1 rows, in the backup 2"] })}`).toBe(`
shop: not proven, backup 20260131T030000Z
  public.notes: 1 rows, in the backup 2`);
  });

  it("names the backups that are whole in a damaged store", () => {
    const [damaged, whole] = [["20260131T030000Z"], ["20260130T030000Z"]];
    expect(`\n${verifiedText([{ instance: "shop", whole, damaged, problem: "pack 12: not as it was" }, { instance: "blog", whole: [], damaged: [], problem: undefined }])}`).toBe(`
shop: damaged
  pack 12: not as it was
  Damaged: 20260131T030000Z. Whole are: 20260130T030000Z.
blog: whole, 0 backups`); // prettier-ignore
  });
});
