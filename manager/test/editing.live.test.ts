import { spawnSync } from "node:child_process";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, traces } from "../../test/live/docker";
import { lean } from "../../test/live/settings";
import { embeddedState } from "../operations/engines/embedded";
import type { Plan } from "../operations/plan/types";
import { program } from "../operations/workspace";
import { type LiveFleet, engineNames, liveFleet } from "./support/live";

const [first, second, third, byCli] = ["editinglive-a", "editinglive-b", "editinglive-c", "editinglive-d"] as const;
const [embedded, cli] = engineNames;
const templates = { templates: { lean: { ...lean, auth: { jwtExpiry: 7200 } } } };

interface Entry {
  readonly name: string;
  readonly state?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly subnet?: string;
}

const text = (live: LiveFleet) => readFileSync(live.stackFile, "utf8");
const entries = (live: LiveFleet) =>
  (parse(text(live)) as { config: { "supabase-fleet:instances": Entry[] } }).config["supabase-fleet:instances"]; // the tests write it

describe("the list, edited by fleet on the embedded engine", () => {
  const { name: engine, missing } = embedded ?? { name: "embedded engine", missing: "no engine" };
  let live: LiveFleet;
  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet(engine, [first, second, third]);
    live.write([], templates);
  });
  afterAll(() => live?.remove());

  it.skipIf(missing)("has a new instance from a template, its place written down, and it runs", async () => {
    const { code, stdout } = await live.fleet("create", first, "--from-template", "lean", "--yes");
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`${first} is up.`) as string });
    const port = entries(live)[0]?.ports?.gateway;
    expect(text(live)).toContain(`      ports: { gateway: ${port} }\n      subnet: 10.213.`);
    expect(stdout).toContain(`http://127.0.0.1:${port}`);
    expect(containersOf(first).size).toBe(4);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it.skipIf(missing)("loses neither of two instances that are made at once", async () => {
    const make = (name: string) =>
      live.fleet("create", name, "--from-template", "lean", "--set", "state=paused", "--yes", "--wait", "200");
    const both = await Promise.all([make(second), make(third)]);
    expect(both.map(({ code, stderr }) => (code === 0 ? "" : stderr))).toEqual(["", ""]);
    expect(
      entries(live)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([first, second, third]);
    const subnets = entries(live).map(({ subnet }) => subnet);
    expect(new Set(subnets).size).toBe(3);
    expect(traces([second]).length).toBeGreaterThan(0);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
    expect(await live.fleet("audit")).toMatchObject({ code: 0 });
  });

  const attempts = [
    ["a setting there is none of", ["auth.sietUrl", "https://a.example.com", "--yes"], 4, 'did you mean "siteUrl"?'],
    [
      "a value out of range",
      ["auth.jwtExpiry", "5", "--yes"],
      4,
      "should be a whole number of seconds from 60 to 604800",
    ],
    ["a host there is none of", ["host", "elsewhere", "--yes"], 4, "is not one of the hosts"],
    ["what the data does not fit", ["database.major", "15", "--yes"], 5, "Nothing was written"],
    ["a secret in plain text", ["secrets.jwtSecret", "a-secret-of-more-than-32-characters", "--yes"], 4, "--secret"],
    ["an edit that is only tried", ["auth.siteUrl", "https://a.example.com", "--dry-run"], 0, ""],
    [
      "an edit that nobody agrees to",
      ["auth.siteUrl", "https://a.example.com"],
      4,
      "Nobody can answer here: add --yes",
    ],
    ["a value that nothing can encrypt", ["auth.siteUrl", "--secret"], 7, "The embedded engine cannot encrypt"],
  ] as const;
  it.skipIf(missing).each(attempts)("stays as it is byte for byte after %s", async (_what, args, code, said) => {
    const before = text(live);
    const answer = await live.fleet("set", first, ...args);
    expect(answer).toMatchObject({ code, stderr: expect.stringContaining(said) as string });
    expect(text(live)).toBe(before);
  });

  it.skipIf(missing)("changes what a setting is about and nothing else, and is written alone on request", async () => {
    const running = containersOf(first);
    expect(await live.fleet("set", first, "auth.siteUrl", "https://app.example.com", "--yes")).toMatchObject({
      code: 0,
    });
    const changed = [...containersOf(first)].filter(([name, id]) => running.get(name) !== id).map(([name]) => name);
    expect(changed).toEqual([`supabase-${first}-auth`]);
    expect(docker("inspect", `supabase-${first}-auth`)).toContain("GOTRUE_SITE_URL=https://app.example.com");
    expect(await live.fleet("set", first, "auth.siteUrl", "--unset", "--yes", "--no-apply")).toMatchObject({ code: 0 });
    expect(text(live)).not.toContain("siteUrl: https://app");
    expect(await live.fleet("plan")).toMatchObject({ code: 2 });
  });

  it.skipIf(missing)("shows the rest of an edit that was killed before it was applied, and completes it", async () => {
    await live.killed((said) => said.includes("delete ") || said.includes("replace "), "pause", first, "--yes");
    expect(entries(live)[0]?.state).toBe("paused");
    expect((await live.fleet("plan")).code).toBe(2);
    expect(await live.fleet("apply", "--yes", "--wait", "60")).toMatchObject({ code: 0 });
    expect(containersOf(first).size).toBe(0);
    expect(await live.fleet("resume", first, "--yes")).toMatchObject({ code: 0 });
    expect(text(live)).not.toContain(`name: ${first}\n      state`);
    expect(containersOf(first).size).toBe(4);
  });

  it.skipIf(missing)("gets its state back from the last good copy when the state is damaged", async () => {
    const state = embeddedState(live.folder, "live");
    truncateSync(state, Math.floor(statSync(state).size / 2));
    expect(await live.fleet("plan")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("fleet state restore") as string,
    });
    const check = await live.fleet("state", "check");
    expect(check).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/\n1 +20.*resources of editinglive-a/) as string,
    });
    expect(await live.fleet("state", "restore")).toMatchObject({ code: 4 });
    expect(await live.fleet("state", "restore", "--yes")).toMatchObject({ code: 0 });
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
    expect(await live.fleet("state", "restore", "--yes")).toMatchObject({ code: 5 });
  });

  it.skipIf(missing)("loses an instance and its data in both steps at once, and no other", async () => {
    const { stdout, code } = await live.fleet("delete", second, "--dry-run");
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`supabase-${second}-db-data`) as string,
    });
    expect(await live.fleet("delete", second, "--yes")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("makes no backups") as string,
    });
    expect(traces([second])).toEqual([]);
    expect(entries(live).map(({ name }) => name)).toEqual([first, third]);
    const plan = await live.json<Plan>("plan");
    expect(plan.instances.map(({ name }) => name)).toEqual([first, third]);
  });
});

describe("the list, edited by fleet on the Pulumi CLI", () => {
  const { name: engine, missing } = cli ?? { name: "Pulumi CLI", missing: "no engine" };
  let live: LiveFleet;
  beforeAll(() => {
    if (missing !== undefined) return;
    live = liveFleet(engine, [byCli]);
    live.write([], templates);
  });
  afterAll(() => live?.remove());

  it.skipIf(missing)("frees the lock of a run that was killed, says so, and goes on", async () => {
    await live.killed(
      (said) => said.includes(`create ${byCli}-db-data`),
      "create",
      byCli,
      "--from-template",
      "lean",
      "--yes",
    );
    const { code, stderr } = await live.fleet("apply", "--yes", "--wait", "60");
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("was left behind: that process is gone, so it is freed") as string }); // prettier-ignore
    expect(containersOf(byCli).size).toBe(4);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it.skipIf(missing)("holds a secret encrypted, which no command line ever showed", () => {
    const before = text(live);
    const { PULUMI_BACKEND_URL: _url, PULUMI_CONFIG_PASSPHRASE: _passphrase, ...inherited } = process.env;
    const answer = spawnSync(
      join(program, "bin/fleet"),
      ["set", byCli, "env.auth.GOTRUE_SMS_TWILIO_AUTH_TOKEN", "--secret", "--yes", "--no-apply"],
      {
        input: "hunter2-hunter2\n",
        encoding: "utf8",
        env: { ...inherited, FLEET_FOLDER: live.folder, FLEET_STACK: "live" },
      },
    );
    expect([answer.status, answer.stdout + answer.stderr]).toEqual([0, expect.not.stringContaining("hunter2")]);
    expect(text(live)).toMatch(/\n {6}env:\n {8}auth:\n {10}GOTRUE_SMS_TWILIO_AUTH_TOKEN:\n {12}secure: v1:\S+\n/);
    expect(text(live).replace(/ {6}env:\n.*\n.*\n.*\n/, "")).toBe(before);
  });

  it.skipIf(missing)("opens what it encrypted, and gets its state back from an encrypted copy", async () => {
    const state = join(live.folder, ".supabase-fleet/state/.pulumi/stacks/supabase-fleet/live.json");
    truncateSync(state, Math.floor(statSync(state).size / 2));
    expect(await live.fleet("plan")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("fleet state restore") as string,
    });
    expect(await live.fleet("state", "restore", "--yes")).toMatchObject({ code: 0 });
    const plan = await live.json<Plan>("plan");
    const auth = plan.instances[0]?.services.find(({ service }) => service === "auth");
    expect(auth?.variables).toMatchObject([
      { name: "GOTRUE_SMS_TWILIO_AUTH_TOKEN", new: expect.stringMatching(/^#/) as string },
    ]);
    expect(plan.totals).toMatchObject({ create: 0, delete: 0, replace: 1 });
  });
});
