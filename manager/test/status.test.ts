import { stripVTControlCharacters as plain } from "node:util";
import { rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { instanceText } from "../cli/show/instanceText";
import { listText, statusText } from "../cli/show/statusText";
import { exitCodeOf, healthOf } from "../operations/status/health";
import { type Facts, tellState } from "../operations/status/state";
import type { InstanceState, ServiceHealth } from "../operations/status/types";
import { overlapOf } from "../operations/status/overlap";
import { figures } from "../operations/status/usage";
import { writeOverlap } from "../operations/rotate/journal";
import { kept } from "../operations/workspace";
import { emptyWorkspace } from "./support/emptyWorkspace";
import { modelOf } from "./support/steps";
import { detailed, mixed, now } from "./support/statuses";

describe("the text of status and list", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse(now) }));
  afterEach(() => void vi.useRealTimers());

  it("lists one line per instance, and below what is wrong", async () => {
    await expect(`${plain(listText(mixed))}\n`).toMatchFileSnapshot("golden/list.txt");
  });
  it("shows what each instance uses, and the last words of a sick service", async () => {
    await expect(`${plain(statusText(mixed))}\n`).toMatchFileSnapshot("golden/status.txt");
  });
  it("shows everything about one instance", async () => {
    await expect(`${plain(instanceText(detailed, now))}\n`).toMatchFileSnapshot("golden/status-instance.txt");
  });
  it("fits a terminal of 100 columns", () => {
    const tables = [listText(mixed), statusText(mixed), instanceText(detailed, now)].flatMap((text) => plain(text).split("\n\n")[0]?.split("\n") ?? []); // prettier-ignore
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("the health of a container", () => {
  it.each([
    ["running", "Up 5 minutes (healthy)", "healthy", undefined],
    ["running", "Up 5 minutes (unhealthy)", "unhealthy", undefined],
    ["running", "Up 2 seconds (health: starting)", "starting", undefined],
    ["running", "Up 5 minutes", "running", undefined],
    ["running", "Up 5 minutes (Paused)", "running", undefined],
    ["paused", "Up 5 minutes (Paused)", "stopped", undefined],
    ["restarting", "Restarting (1) 5 seconds ago", "restarting", 1],
    ["exited", "Exited (137) 2 hours ago", "stopped", 137],
    ["created", "Created", "stopped", undefined],
  ] as const)("%s, %s: %s", (State, Status, health, code) => {
    expect(healthOf({ State, Status })).toBe(health);
    expect(exitCodeOf({ Status })).toBe(code);
  });
});

describe("the state of an instance", () => {
  type Case = [string, Record<string, ServiceHealth>, Partial<Facts>, InstanceState];
  const told = async (healths: Readonly<Record<string, ServiceHealth>>, more: Partial<Facts> = {}) =>
    (
      await tellState({
        name: "blog",
        wanted: "active",
        services: Object.entries(healths).map(([service, health]) => ({ service, health })),
        job: undefined,
        recorded: async () => "nothing",
        ...more,
      })
    ).state;
  const none = { db: "missing", gateway: "missing" } as const;
  const well = { db: "healthy", gateway: "healthy", mail: "running" } as const;

  it.each([
    ["is healthy when every check says so", well, {}, "ACTIVE_HEALTHY"],
    ["starts while a check has not said yet", { ...well, gateway: "starting" }, {}, "STARTING"],
    ["is not healthy with one sick service", { ...well, mail: "restarting" }, {}, "ACTIVE_UNHEALTHY"],
    ["is not healthy with a database that fails its check", { ...well, db: "unhealthy" }, {}, "ACTIVE_UNHEALTHY"],
    ["has failed when its gateway ends again and again", { ...well, gateway: "restarting" }, {}, "FAILED"],
    ["has failed when a container is missing", { ...well, mail: "missing" }, {}, "FAILED"],
    ["is being made while a job is at work", { ...well, mail: "missing" }, { job: "apply" }, "CREATING"],
    ["is not being made by a job that deletes", { ...well, mail: "missing" }, { job: "delete blog" }, "FAILED"],
    ["is being made before its first container", none, { job: "apply" }, "CREATING"],
    ["waits to be made when nobody has applied it", none, {}, "CREATING"],
    ["has failed when somebody removed its containers", none, { recorded: async () => "containers" }, "FAILED"],
    ["is paused until the list that resumes it is applied", none, { recorded: async () => "volumes" }, "PAUSED"],
    ["is paused", none, { wanted: "paused" }, "PAUSED"],
    ["still runs until the list that pauses it is applied", well, { wanted: "paused" }, "ACTIVE_HEALTHY"],
    ["counts as paused when everything was stopped", { db: "stopped", gateway: "stopped" }, {}, "PAUSED"],
    ["starts while a job starts it", { db: "healthy", gateway: "stopped" }, { job: "start blog" }, "STARTING"],
  ] satisfies Case[])("%s", async (_, healths, more, state) => {
    expect(await told(healths, more)).toBe(state);
  });
});

describe("the overlap of two signing keys", () => {
  const workspace = emptyWorkspace();
  afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));
  const overlap = (entry: Record<string, unknown>, given: readonly string[] = []) => {
    const [spec] = modelOf([{ name: "blog", ...entry }], []).fleet.instances;
    return spec && overlapOf(workspace, spec, new Set(given));
  };
  const accepting = { rotation: { jwtKeys: 2 }, keys: { previousJwtKeys: "accept" } };

  it("is nothing to tell of while it is needed, and a note with the command once it can end", () => {
    writeOverlap(workspace, "blog", new Date(Date.now() + 60_000));
    expect(overlap(accepting)).toMatchObject({ overlap: { over: false }, notes: [] });
    writeOverlap(workspace, "blog", new Date("2026-03-01T10:00:00Z"));
    expect(overlap(accepting)).toEqual({
      overlap: { until: "2026-03-01T10:00:00.000Z", over: true },
      notes: ['The last token of the old signing key has expired: "fleet rotate blog jwtKeys --finish" drops that key.'], // prettier-ignore
    });
  });
  it("is told of where nobody here knows its end", () => {
    expect(overlap(accepting)).toMatchObject({
      overlap: { over: false },
      notes: [expect.stringContaining("--finish")],
    });
    writeOverlap(workspace, "blog", new Date());
    writeFileSync(kept(workspace, "rotations", "blog", "overlap.json"), "{");
    expect(overlap(accepting)).toMatchObject({ overlap: { over: false }, notes: [expect.stringContaining("cannot be read")] }); // prettier-ignore
  });
  it.each([
    ["one generation alone", { keys: { previousJwtKeys: "accept" } }, []],
    ["a key that has been dropped", { rotation: { jwtKeys: 2 } }, []],
    ["a key that the operator gives", accepting, ["jwtKeys"]],
  ])("is none with %s", (_, entry, given) => {
    expect(overlap(entry, given)).toEqual({ notes: [] });
  });
});

it("counts processor and memory as docker stats does", () => {
  const cpu = (total: number, system?: number) => ({
    cpu_usage: { total_usage: total },
    system_cpu_usage: system,
    online_cpus: 2,
  });
  const sample = {
    cpu_stats: cpu(3_000_000, 200_000_000),
    precpu_stats: cpu(1_000_000, 100_000_000),
    memory_stats: { usage: 1000, limit: 5000, stats: { total_inactive_file: 200 } },
  };
  // What is left out plays no part.
  expect(figures(sample as never)).toEqual({ cpu: 4, memory: 800, memoryLimit: 5000 });
  expect(figures({ ...sample, precpu_stats: cpu(0) } as never).cpu).toBeUndefined();
  expect(figures({ ...sample, memory_stats: {} } as never)).toEqual({});
});
