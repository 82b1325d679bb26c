import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderToString } from "ink";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import type { Rotation } from "../operations/rotate/prepare";
import type { FleetStatus } from "../operations/status";
import { program } from "../operations/workspace";
import { type DashboardProps, DashboardScreen } from "../tui/dashboard/DashboardScreen";
import { dashboardKeys } from "../tui/dashboard/keys";
import { type Selection, meant, moved, ordered, shown, toggled, unselected } from "../tui/dashboard/selection";
import { type HostReadings, rowsOf } from "../tui/state/rows";
import { mixed, now } from "./support/statuses";
import { fakeFleet, planFor } from "./support/tuiFleet";
import { key, plainText, seated } from "./support/tuiScreen";

const at = Date.parse(now);
const read = (value: FleetStatus): HostReadings => ({
  health: { value, at },
  figures: { value, at },
  usage: { value, at },
});
const list = mixed.instances.map(({ name, host }) => ({ name, host }));
const rows = rowsOf(list, new Map([["local", read(mixed)]]));
/** The host far was asked 12 seconds ago, and has never answered. */
const silent: HostReadings = { health: { since: at - 12_000 }, figures: {}, usage: {} };
const waiting = rowsOf(list, new Map([["local", read(mixed)], ["far", silent]])); // prettier-ignore

const screen = (columns: number, more: Partial<DashboardProps> = {}): string => {
  const props: DashboardProps = { size: { columns, rows: 16 }, stack: "prod", fleet: { rows: waiting, job: mixed.job }, selection: unselected, filtering: false, now: at, ...more }; // prettier-ignore
  return plainText(renderToString(createElement(DashboardScreen, props), { columns }));
};

describe("the dashboard", () => {
  it("shows every instance with its figures as bars, and every key, on 80 columns", () => {
    expect(screen(80)).toMatchInlineSnapshot(`
      "prod: 5 instances, 1 healthy, 1 unhealthy, 1 creating, 1 …  at work: apply (ops)
      ────────────────────────────────────────────────────────────────────────────────
      by name
        NAME     STATE     WELL   CPU             MEMORY            DISK
      › blog     healthy   3/3    █░░░░░░   1.2 % ███░░░░   150 MiB ███████  1.2 GiB
        far-away -         -      waiting 12 s
        new      creating  0/1                  -                 -                -
        resting  paused    0/1                  -                 - ████░░░  700 MiB
        shop     unhealthy 1/2    █░░░░░░   1.2 % ███░░░░   150 MiB ███████  1.2 GiB
        https://blog.example.com
        The last token of the old signing key has expired: "fleet rotate blog jwtKeys…


      up down move  space mark  a mark all  / filter  o O order, turn  enter detail
      m monitor  c create  s start  x stop  r restart  p pause  u resume  b back up
      t rotate  d delete  f refresh  j jobs  q quit"
    `);
  });

  it("uses the room of a wide terminal for hosts and longer bars", () => {
    expect(screen(140)).toMatchInlineSnapshot(`
      "prod: 5 instances, 1 healthy, 1 unhealthy, 1 creating, 1 paused                                                         at work: apply (ops)
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      by name
        NAME     HOST  STATE     WELL   CPU                              MEMORY                             DISK
      › blog     local healthy   3/3    █░░░░░░░░░░░░░░░░░░░░░░░   1.2 % █████████░░░░░░░░░░░░░░░   150 MiB ████████████████████████  1.2 GiB
        far-away far   -         -      waiting 12 s
        new      local creating  0/1                                   -                                  -                                 -
        resting  local paused    0/1                                   -                                  - ██████████████░░░░░░░░░░  700 MiB
        shop     local unhealthy 1/2    █░░░░░░░░░░░░░░░░░░░░░░░   1.2 % █████████░░░░░░░░░░░░░░░   150 MiB ████████████████████████  1.2 GiB
        https://blog.example.com
        The last token of the old signing key has expired: "fleet rotate blog jwtKeys --finish" drops that key.



      up down move  space mark  a mark all  / filter  o O order, turn  enter detail  m monitor  c create  s start  x stop  r restart  p pause
      u resume  b back up  t rotate  d delete  f refresh  j jobs  q quit"
    `);
  });

  it("is in docs/tui.md as it is drawn, with every key", () => {
    const docs = readFileSync(join(program, "docs/tui.md"), "utf8");
    expect(docs).toContain(screen(80));
    for (const { key: hint } of dashboardKeys) for (const one of hint.split(" ")) expect(docs).toContain(`\`${one}\``);
  });

  it("filters by name, host and state, and says so", () => {
    const found = screen(80, { selection: { ...unselected, filter: "local unhealthy" } });
    expect(found).toContain("Filter: local unhealthy (1)");
    expect(found).toContain("shop");
    expect(found).not.toContain("blog");
  });

  it("teaches the first step when the list is empty", () => {
    expect(screen(80, { fleet: { rows: [], job: undefined } })).toContain("The list is empty. Press c to create an instance."); // prettier-ignore
  });

  it("says why the list cannot be read", () => {
    expect(screen(80, { fleet: { rows: [], job: undefined, problem: "Pulumi.prod.yaml is no YAML" } })).toContain("Pulumi.prod.yaml is no YAML"); // prettier-ignore
  });
});

describe("what is selected", () => {
  const names = (selection: Partial<Selection>) => shown(rows, { ...unselected, ...selection }).map(({ name }) => name);

  it.each([
    [{}, "blog far-away new resting shop"],
    [{ order: "state" }, "shop new blog resting far-away"],
    [{ order: "disk" }, "blog shop resting far-away new"],
    [{ order: "name", reversed: true }, "shop resting new far-away blog"],
    [{ filter: "RESTING" }, "resting"],
  ] satisfies [Partial<Selection>, string][])("is in order for %j", (selection, expected) => {
    expect(names(selection).join(" ")).toBe(expected);
  });

  it("stays within the list when the cursor moves", () => {
    expect(moved(rows, unselected, -1).cursor).toBe("blog");
    expect(moved(rows, unselected, 99).cursor).toBe("shop");
  });

  it("is the marked instances, or else the one under the cursor", () => {
    expect(meant(rows, rows, unselected)).toEqual(["blog"]);
    expect(meant(rows, rows, toggled(toggled(unselected, ["new", "shop"]), ["new"]))).toEqual(["shop"]);
    const hidden = { ...toggled(unselected, ["shop"]), filter: "blog" };
    expect(meant(shown(rows, hidden), rows, hidden)).toEqual(["shop"]);
  });

  it("comes round to the first order", () => {
    let selection = unselected;
    for (let times = 0; times < 6; times++) selection = ordered(selection);
    expect(selection.order).toBe("name");
  });
});

describe("somebody at the dashboard", { timeout: 20_000 }, () => {
  it("stops what is marked, after a question", async () => {
    const { fleet, did } = fakeFleet();
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types(" ", key.down, " ", "x");
    await seat.sees("y do it");
    expect(seat.screen()).toContain("Stop blog, new?");
    expect(did).toEqual([]);
    await seat.types("y");
    await seat.sees("✓ stop blog new");
    expect(did).toEqual(["stop blog new"]);
    seat.leaves();
  });

  it("changes nothing when it leaves the question", async () => {
    const { fleet, did } = fakeFleet();
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("p");
    await seat.sees("y do it");
    await seat.types(key.escape);
    await seat.sees("q quit");
    expect(did).toEqual([]);
    seat.leaves();
  });

  it("deletes only what it has typed the name of", async () => {
    const { fleet, did } = fakeFleet();
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("d");
    await seat.sees("Type its name");
    await seat.types(..."blo", key.enter);
    await seat.sees("blo_  ! it is deleted once blog is typed in full");
    expect(did).toEqual([]);
    await seat.types("g", key.enter);
    await seat.sees("✓ delete blog");
    expect(did).toEqual(["removed blog"]);
    seat.leaves();
  });

  it("is asked for a last backup and the key to the backups before it deletes", async () => {
    const parting = { instance: "blog", backups: { place: "s3://backups/blog", count: 2, last: now }, snapshots: [] };
    const removal = { plan: planFor("delete", "blog"), next: "remove" } as const;
    const { fleet, did } = fakeFleet({}, { proposeRemoval: async () => ({ removal, parting }) });
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("d");
    await seat.sees("A last backup before");
    expect(seat.screen()).toContain("2 backups stay in s3://backups/blog");
    await seat.types(key.tab, ..."key.json", key.tab, ..."blog", key.enter);
    await seat.sees("✓ delete blog");
    expect(did).toEqual(["key of blog to key.json", "backup blog", "removed blog"]);
    seat.leaves();
  });

  it("pauses several by one plan", async () => {
    const { fleet, did } = fakeFleet();
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("a", "p");
    await seat.sees("y do it");
    await seat.types("y");
    await seat.sees("✓ pause blog far-away new resting shop");
    expect(did).toEqual(["carried out pause blog far-away new resting shop"]);
    seat.leaves();
  });

  it("rotates the secret that it chooses, after its plan was shown", async () => {
    const rotated: string[] = [];
    const rotation = (instance: string, wanted: string): Rotation => ({ instance, resumed: false, plan: planFor("change", instance), resources: undefined, journal: { version: 1, instance, wanted, mode: "rotate", overlap: false, step: "begun", secrets: [{ secret: "jwtSecret", from: 1, to: 2 }] } }); // prettier-ignore
    const { fleet } = fakeFleet({}, { prepareRotation: async (name, secret) => rotation(name, secret), rotate: async ({ instance, journal }) => void rotated.push(`${instance} ${journal.wanted}`) }); // prettier-ignore
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("t");
    await seat.sees("Rotate which secret of blog?");
    await seat.types(key.down, key.down, key.enter);
    await seat.sees("1 → 2");
    expect(seat.screen()).toMatch(/^1 of 1 instances; .*no data at risk\. Plan\n0123456789abcdef\.$/m);
    await seat.types("y");
    await seat.sees("✓ rotate blog jwtSecret");
    expect(rotated).toEqual(["blog jwtSecret"]);
    seat.leaves();
  });

  it("reads in full why something failed", async () => {
    const refuses = () => Promise.reject(new Error("The stack is held by ops.\nWait for it to end."));
    const { fleet } = fakeFleet({}, { lifecycle: refuses });
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("s");
    await seat.sees("✗ start blog: The stack is held by ops.");
    await seat.types("j");
    await seat.sees("Wait for it to end.");
    seat.leaves();
  });

  it("sees the other hosts while one does not answer", async () => {
    const { fleet } = fakeFleet();
    const silent = new Promise<FleetStatus>(() => undefined);
    const look = fleet.ask.look;
    const ask = { ...fleet.ask, look: async (...asked: Parameters<typeof look>) => (asked[0].includes("far-away") ? await silent : await look(...asked)) }; // prettier-ignore
    const seat = seated({ ...fleet, ask });
    await seat.sees("blog     healthy");
    await seat.sees(/far-away -.*waiting \d+ s/);
    seat.leaves();
  });
});
