import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, missingDocker, traces } from "../../test/live/docker";
import type { FleetStatus } from "../operations/status";
import { type LiveFleet, liveFleet } from "./support/live";
import { missingTmux, onTerminal } from "./support/screenOf";

const name = "tuilive";
/** Milliseconds for a job: a machine at work for others takes its time. */
const patience = 180_000;

describe.skipIf(missingDocker() ?? missingTmux())("fleet tui on a terminal of 80 columns and 24 lines", () => {
  let live: LiveFleet;
  let terminal: ReturnType<typeof onTerminal>;
  let publishableKey: string | undefined;

  beforeAll(() => {
    live = liveFleet("embedded engine", [name]);
    const password = join(live.folder, "dashboard");
    writeFileSync(password, "of-the-operators-own-1\n");
    live.write([], { defaults: { auth: { email: { autoconfirm: true } }, secrets: { dashboardPassword: { file: password } } } }); // prettier-ignore
    terminal = onTerminal({ folder: live.folder, stack: "live" });
  });
  afterAll(() => {
    terminal?.end();
    live?.remove();
  });

  /** Goes on once the plan is there, and waits for the end of what it began. */
  const agreed = async (ended: RegExp) => {
    await terminal.sees("y do it");
    terminal.types("y");
    await terminal.sees(ended, patience);
  };
  const keyOf = () => /publishableKey +(sb_publishable_\S+)/.exec(terminal.screen())?.[1];

  it("creates an instance step by step, its name checked as it is typed, and shows how each container comes up", async () => {
    await terminal.sees("The list is empty. Press c to create an instance.");
    terminal.types("c");
    await terminal.sees("1 of 5, name and place");
    terminal.types("1");
    await terminal.sees(/Name +1_ +! should be a name that starts with a letter/);
    terminal.presses("BSpace");
    terminal.types(name);
    await terminal.sees(/Name +tuilive_ +reached at a port of its host/);
    terminal.presses("Enter");
    await terminal.sees("2 of 5, services");
    // A lean one: what is on as it comes goes off.
    terminal.presses(...Array.from({ length: 8 }, () => ["Space", "Down"]).flat());
    await terminal.sees(/mail +\[ \]/);
    expect(terminal.screen()).not.toContain("[x]");
    terminal.presses("Enter");
    await terminal.sees("3 of 5, ports");
    terminal.presses("Enter");
    await terminal.sees("4 of 5, secrets");
    await terminal.sees(/dashboardPassword +given +given by the file/);
    await terminal.sees(/jwtSecret +will be made +Key that signs/);
    terminal.presses("Enter");
    await terminal.sees("4 containers are made: db, gateway, auth, rest");
    expect(containersOf(name).size).toBe(0);
    terminal.types("y");
    await terminal.sees("… create tuilive");
    await terminal.sees(/rest +to be made/);
    await terminal.sees(/✓ create tuilive \(\d+ s\)/, patience);
    for (const service of ["db", "gateway", "auth", "rest"]) await terminal.sees(new RegExp(`✓ ${service} +healthy`)); // prettier-ignore
    await terminal.sees(/jwtSecret +#\w{8}/);
    terminal.presses("Enter");
    await terminal.sees("[1 services]");
    terminal.presses("Escape");
  });

  it("shows the instance with figures that are measured", async () => {
    await terminal.sees(/tuilive +healthy +4\/4 .* \d+\.\d % .* \d+ MiB .* \d+ MiB/);
    await terminal.sees("q quit");
  });

  it("shows its containers, its log, its keys and its volumes", async () => {
    terminal.presses("Enter");
    await terminal.sees(/gateway +healthy/);
    await terminal.sees("[1 services]");
    terminal.types("2");
    await terminal.sees("all services   every level   following");
    await terminal.sees(/\d\d:\d\d:\d\d (rest|auth|gateway|db) /);
    terminal.types("v");
    await terminal.sees(/^db +every level/m);
    terminal.types("4");
    await terminal.sees(/jwtSecret +#\w{8} \(hidden\)/);
    publishableKey = keyOf();
    terminal.types("5");
    await terminal.sees(/supabase-tuilive-db-data +[\d.]+ MiB/);
    terminal.presses("Escape");
    await terminal.sees("q quit");
  });

  it("counts requests in the monitor", async () => {
    const { instances } = await live.json<FleetStatus>("list");
    terminal.types("m");
    await terminal.sees("Monitor: tuilive");
    // Without a key it is refused, which the gateway writes down all the same.
    const timer = setInterval(() => void fetch(`${instances[0]?.urls.api}/rest/v1/`).catch(() => undefined), 250);
    try {
      await terminal.sees(/tuilive +\d+\.\d % +\d+ MiB +[1-9]\d*(\.\d)?\/s/, 60_000);
    } finally {
      clearInterval(timer);
    }
    terminal.presses("Escape");
    await terminal.sees("q quit");
  });

  it("refuses a name that somebody has", async () => {
    terminal.types("c");
    await terminal.sees("1 of 5, name and place");
    terminal.types(name);
    await terminal.sees('"tuilive" is the name of another instance');
    terminal.presses("Escape");
    await terminal.sees("q quit");
  });

  it("stops a service after a question, and starts it again", async () => {
    terminal.presses("Enter");
    await terminal.sees(/› db +healthy/);
    terminal.presses("Down", "Down", "Down");
    await terminal.sees(/› rest +healthy/);
    terminal.types("x");
    await terminal.sees("Stop rest of tuilive?");
    await agreed(/✓ stop tuilive rest/);
    await terminal.sees(/› rest +stopped/);
    terminal.types("s");
    await terminal.sees("Start rest of tuilive?");
    await agreed(/✓ start tuilive rest/);
    await terminal.sees(/› rest +healthy/);
    terminal.presses("Escape");
    await terminal.sees("q quit");
  });

  it("pauses and resumes it", async () => {
    terminal.types("p");
    await terminal.sees("Pause tuilive?");
    await terminal.sees("4 containers are deleted");
    await agreed(/✓ pause tuilive/);
    await terminal.sees(/tuilive +paused +0\/4/);
    expect(containersOf(name).size).toBe(0);
    terminal.types("u");
    await terminal.sees("Resume tuilive?");
    await terminal.sees("4 containers are made");
    await agreed(/✓ resume tuilive/);
    await terminal.sees(/tuilive +healthy +4\/4/);
  });

  it("rotates a secret, proved by logins", async () => {
    terminal.types("t");
    await terminal.sees("Rotate which secret of tuilive?");
    terminal.presses("Down", "Down", "Down", "Down");
    await terminal.sees("› publishableKey");
    terminal.presses("Enter");
    await terminal.sees(/publishableKey +1 → 2/);
    await agreed(/✓ rotate tuilive publishableKey/);
    terminal.presses("Enter");
    await terminal.sees("[1 services]");
    terminal.types("4");
    await terminal.sees(/publishableKey +sb_publishable_/);
    expect(publishableKey).toMatch(/^sb_publishable_/);
    expect(keyOf()).not.toBe(publishableKey);
  });

  it("writes a variable and a secret into the list after their plan, and the container has both", async () => {
    const secret = "never-on-the-screen-1";
    const typed = async (variable: string, value: string, isSecret: boolean) => {
      terminal.types("n");
      await terminal.sees("› Service (db)");
      terminal.presses("Right", "Right", "Tab");
      await terminal.sees("(auth)");
      terminal.types(variable);
      await terminal.sees(`${variable}_`);
      terminal.presses("Tab", "Tab");
      if (isSecret) terminal.presses("Space");
      await terminal.sees(isSecret ? "› Secret  [x]" : "› Secret  [ ]");
      terminal.presses("Up");
      await terminal.sees("› Value");
      terminal.types(value);
      await terminal.sees(isSecret ? `${"*".repeat(value.length)}_` : `${value}_`);
      terminal.presses("Enter");
      await terminal.sees(new RegExp(`${variable} +••••••••  \\(new\\)`));
    };
    terminal.types("3");
    await terminal.sees("Its entry sets no variables. n adds one.");
    await typed("GOTRUE_EXTERNAL_GITHUB_CLIENT_ID", "from-the-screen", false);
    await typed("GOTRUE_EXTERNAL_GITHUB_SECRET", secret, true);
    terminal.types("w");
    await terminal.sees("Write the environment of tuilive?");
    await terminal.sees(/GOTRUE_EXTERNAL_GITHUB_SECRET: unset → #\w{8}/);
    await agreed(/✓ set tuilive/);
    await terminal.sees(/GOTRUE_EXTERNAL_GITHUB_SECRET +of the file/);
    const environment = docker("inspect", `supabase-${name}-auth`, "--format", "{{range .Config.Env}}{{println .}}{{end}}"); // prettier-ignore
    expect(environment.split("\n")).toEqual(expect.arrayContaining(["GOTRUE_EXTERNAL_GITHUB_CLIENT_ID=from-the-screen", `GOTRUE_EXTERNAL_GITHUB_SECRET=${secret}`])); // prettier-ignore
    expect(terminal.screen()).not.toContain(secret);
    expect(readFileSync(live.stackFile, "utf8")).not.toContain(secret);
    terminal.presses("Escape");
    await terminal.sees("q quit");
  });

  it("deletes it once its name is typed, with everything of it", async () => {
    await terminal.sees(/tuilive +healthy +4\/4/);
    terminal.types("d");
    await terminal.sees("Delete tuilive?");
    await terminal.sees("› Type its name");
    terminal.types("tui");
    await terminal.sees("Type its name tui_");
    terminal.presses("Enter");
    await sleep(500);
    expect(terminal.screen()).toContain("Type its name tui_");
    terminal.types("live");
    await terminal.sees("Type its name tuilive_");
    expect(containersOf(name).size).toBe(4);
    terminal.presses("Enter");
    await terminal.sees(/✓ delete tuilive/, patience);
    await terminal.sees("The list is empty. Press c to create an instance.");
    expect(traces([name])).toEqual([]);
  });

  it("gives the terminal back", async () => {
    terminal.types("q");
    await terminal.sees("left with 0");
    expect(terminal.screen()).not.toContain("instance");
  });
});
