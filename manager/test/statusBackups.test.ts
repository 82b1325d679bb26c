import { PassThrough } from "node:stream";
import type Dockerode from "dockerode";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backupsOf } from "../operations/status/backups";
import { modelOf } from "./support/steps";

const store = { store: { backend: "folder", path: "/mnt/backups" } };
const taken = "2026-03-01T03:00:00Z";

/** A Docker with these containers; what each says to the question, or nothing for ever. */
function lookAt(entries: Record<string, unknown>[], said: Readonly<Record<string, string | undefined>>) {
  const { fleet } = modelOf(entries, []);
  const docker = {
    modem: { demuxStream: (from: PassThrough, out: PassThrough) => from.on("data", (piece) => out.write(piece)) },
    getContainer: (name: string) => ({
      exec: async () => ({
        start: async () => {
          const stream = new PassThrough();
          if (said[name] !== undefined) stream.end(said[name]);
          return stream;
        },
        inspect: async () => ({ ExitCode: 0 }),
      }),
    }),
  };
  const [host] = fleet.hosts;
  if (host === undefined) throw new Error("the list has no host");
  const containers = Object.keys(said).map(
    (name) => ({ Names: [`/${name}`], State: "running" }) as Dockerode.ContainerInfo,
  ); // what is read of it
  const look = { host: { name: host.name, spec: host, docker: docker as unknown as Dockerode }, containers };
  return backupsOf(look, fleet.instances);
}

const facts = (memory: object) =>
  JSON.stringify({ memory, unarchived: 0, unshipped: 0, logKilobytes: 0, freeKilobytes: 9_000_000 });

describe("backups in the status", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-03-01T12:00:00Z"), toFake: ["Date", "setTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("are told of an instance that makes some, and left out where their container does not run", async () => {
    const proof = { at: taken, backup: "20260301T030000Z", proven: true, seconds: 48, lost: 240, problems: [] };
    const memory = {
      lastBackup: { at: taken },
      log: { at: "2026-03-01T11:59:00Z" },
      lastProven: proof,
      lastDrill: proof,
    };
    const entries = [{ name: "blog", backup: store }, { name: "plain" }, { name: "still", backup: store }];
    expect(await lookAt(entries, { "supabase-blog-backup": facts(memory) })).toEqual([
      {
        answers: true,
        lastBackup: taken,
        logUntil: "2026-03-01T11:59:00Z",
        lastProven: { at: taken, backup: "20260301T030000Z", seconds: 48, lost: 240 },
        alarms: [],
      },
      undefined,
      undefined,
    ]);
  });
  it("do not keep anybody waiting for a container that hangs", async () => {
    const asked = lookAt([{ name: "blog", backup: store }], { "supabase-blog-backup": undefined });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await asked).toEqual([
      { answers: false, alarms: [expect.stringContaining("does not answer within 5 seconds")] },
    ]);
  });
  it("are an alarm when their container answers nonsense", async () => {
    const [told] = await lookAt([{ name: "blog", backup: store }], { "supabase-blog-backup": "sh: not found" });
    expect(told).toMatchObject({ answers: false, alarms: [expect.stringContaining("does not answer")] });
  });
});
