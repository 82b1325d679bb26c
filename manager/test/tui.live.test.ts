import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingDocker } from "../../test/live/docker";
import type { FleetStatus } from "../operations/status";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { missingTmux, onTerminal } from "./support/screenOf";

const name = "tuilive";

describe.skipIf(missingDocker() ?? missingTmux())("fleet tui on a terminal of 80 columns and 24 lines", () => {
  let live: LiveFleet;
  let terminal: ReturnType<typeof onTerminal>;

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    live.write([leanInstance(name)]);
    const { code, stderr } = await live.fleet("apply", "--yes");
    expect(code, stderr).toBe(0);
    terminal = onTerminal({ folder: live.folder, stack: "live" });
  });
  afterAll(() => {
    terminal?.end();
    live?.remove();
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

  it("checks a name as it is typed, and shows the plan before anything is made", async () => {
    terminal.types("c");
    await terminal.sees("1 of 5, name and place");
    terminal.types(name);
    await terminal.sees('"tuilive" is the name of another instance');
    terminal.types("-b");
    await terminal.sees("https://tuilive-b.fleet.test");
    for (const step of ["2 of 5, services", "3 of 5, ports", "4 of 5, secrets", "y do it"]) {
      terminal.presses("Enter");
      await terminal.sees(step);
    }
    expect(terminal.screen()).toContain("Create tuilive-b?");
    for (let back = 0; back < 20 && !terminal.screen().includes("q quit"); back++) {
      terminal.presses("Escape");
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await terminal.sees("q quit");
    expect(terminal.screen()).toContain("1 instance");
  });

  it("stops the instance after a question, and starts it again", async () => {
    terminal.types("x");
    await terminal.sees("y do it");
    terminal.types("y");
    await terminal.sees(/✓ stop tuilive/, 60_000);
    await terminal.sees(/tuilive +paused +0\/4/);
    terminal.types("s");
    await terminal.sees(/✓ start tuilive/, 60_000);
    await terminal.sees(/tuilive +healthy +4\/4/);
  });

  it("gives the terminal back", async () => {
    terminal.types("q");
    await terminal.sees("left with 0");
    expect(terminal.screen()).not.toContain("instance");
  });
});
