import { describe, expect, it } from "vitest";
import { logFile, lsn, readControl } from "../operations/move/control";
import { differenceOf } from "../operations/move/difference";

/** The beginning of a control file, as Postgres 17 writes it. */
function control({ version = 1700, state = 1, checkpoint = 0x1_0a2b_3c4dn, timeline = 3 } = {}): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32LE(version, 8);
  bytes.writeUInt32LE(state, 16);
  bytes.writeBigUInt64LE(checkpoint, 32);
  bytes.writeUInt32LE(timeline, 48);
  return bytes;
}

describe("Postgres's control file", () => {
  it("says whether Postgres has shut down, and where its log ends", () => {
    expect(readControl(control())).toEqual({ shutDown: true, checkpoint: 0x1_0a2b_3c4dn, timeline: 3 });
    expect(readControl(control({ version: 1300, state: 6 })).shutDown).toBe(false);
  });
  it("is refused when its version is not known, or when it is cut off", () => {
    expect(() => readControl(control({ version: 1800 }))).toThrow("of version 1800; a move knows 1300 and 1700");
    expect(() => readControl(control().subarray(0, 40))).toThrow("a move knows 1300 and 1700");
  });
  it("names the file of the log as Postgres does", () => {
    // select pg_walfile_name('1/A2B3C4D') on timeline 3
    expect(logFile(readControl(control()), 16 * 2 ** 20)).toBe("00000003000000010000000A");
    expect(logFile({ timeline: 1, checkpoint: 0x2_4000_0000n }, 2 ** 30)).toBe("000000010000000200000001");
    expect(lsn(0x1_0a2b_3c4dn)).toBe("1/A2B3C4D");
  });
});

describe("what has changed since a volume was copied", () => {
  const tree = (files: Record<string, string>) => new Map(Object.entries(files));

  it("is what came, what is another, and what is gone", () => {
    const copy = tree({ "./a": "f 644 1:1 1.5 3", "./old": "f 644 1:1 1.5 3", "./same": "f 644 1:1 2.5 3" });
    const now = tree({ "./a": "f 644 1:1 1.6 3", "./same": "f 644 1:1 2.5 3", "./new\n": "f 644 1:1 9.5 3" });
    expect(differenceOf(now, copy)).toEqual({ changed: ["./a", "./new\n"], gone: ["./old"] });
    expect(differenceOf(now, now)).toEqual({ changed: [], gone: [] });
  });
  it("takes a file away before a folder of its name comes, and the other way round", () => {
    const difference = differenceOf(tree({ "./x": "d 755 1:1 2.5" }), tree({ "./x": "f 644 1:1 1.5 3" }));
    expect(difference).toEqual({ changed: ["./x"], gone: ["./x"] });
  });
});
