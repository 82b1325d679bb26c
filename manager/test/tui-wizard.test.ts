import { describe, expect, it } from "vitest";
import type { Choices } from "../operations/offer/choices";
import { fieldsOf, isComplete, wantedBy } from "../tui/wizard/draft";
import type { PlannedSecret } from "../operations/offer/secrets";
import { secretLines } from "../tui/wizard/secretLines";
import { mixed } from "./support/statuses";
import { fakeFleet, planFor } from "./support/tuiFleet";
import { key, seated } from "./support/tuiScreen";

const choices: Choices = {
  domain: "example.com",
  hosts: ["local", "far"],
  withoutEdge: [],
  sizes: ["small", "medium", "large"],
  releases: ["0.8.2"],
  services: { storage: true, analytics: false },
  ports: [
    { role: "gateway", service: "gateway", first: 8000, last: 8999, chosen: true },
    { role: "studio", service: "studio", first: 3000, last: 3999, chosen: false },
  ],
  secrets: ["postgresPassword", "jwtSecret"],
  taken: ["blog"],
};

const planned: readonly PlannedSecret[] = [
  { name: "dashboardPassword", use: "Password of Studio.", source: "given", from: "the file /run/secrets/studio", mark: "#1a2b3c4d" }, // prettier-ignore
  { name: "postgresPassword", use: "Password of the database's roles.", source: "made" },
];

describe("the secrets of a new instance", () => {
  const known = { names: ["postgresPassword", "jwtSecret"], waited: 4000 };

  it("are told with what is known of them at the time", () => {
    expect(secretLines(known, 80).join("\n")).toMatchInlineSnapshot(`
      "  postgresPassword  …
        jwtSecret         …

        Looking which of them the list gives … 4 s"
    `);
    expect(secretLines({ ...known, waitsFor: "create blog" }, 80).at(-1)).toBe("  Looked at once this has ended: create blog … 4 s"); // prettier-ignore
    expect(secretLines({ ...known, problem: "studio needs meta\nmore" }, 80).at(-1)).toBe("  studio needs meta");
    expect(secretLines({ ...known, planned }, 60).join("\n")).toMatchInlineSnapshot(`
      "  dashboardPassword  #1a2b3c4d     given by the file /run/s…
        postgresPassword   will be made  Password of the database…"
    `);
  });

  it("have no mark where the stack has no secret yet that marks are made with", () => {
    expect(secretLines({ ...known, planned: [{ name: "jwtSecret", use: "", source: "given" }] }, 80)).toEqual(["  jwtSecret  given         given by the list"]); // prettier-ignore
  });
});

describe("what was typed into the wizard", () => {
  const problemOf = (draft: Record<string, string>, id: string) =>
    [...fieldsOf("name and place", choices, draft), ...fieldsOf("ports", choices, draft)].find((field) => field.id === id)?.problem; // prettier-ignore

  it.each([
    ["shop", undefined],
    ["blog", '"blog" is the name of another instance'],
    ["Shop", /.+/],
    ["1shop", /.+/],
  ])("has the name %j checked as it is typed", (name, problem) => {
    const found = problemOf({ name }, "name");
    if (problem instanceof RegExp) expect(found).toMatch(problem);
    else expect(found).toBe(problem);
  });

  it.each([
    ["", undefined],
    ["8010", undefined],
    ["0", "should be a number from 1 to 65535"],
    ["http", "should be a number from 1 to 65535"],
    ["70000", "should be a number from 1 to 65535"],
  ])("has the port %j checked as it is typed", (port, problem) => {
    expect(problemOf({ "ports.gateway": port }, "ports.gateway")).toBe(problem);
  });

  it("wants a name", () => {
    expect(isComplete(fieldsOf("name and place", choices, {}))).toBe(false);
    expect(isComplete(fieldsOf("name and place", choices, { name: "shop" }))).toBe(true);
  });

  it("leaves out of the list what is as it comes", () => {
    expect(wantedBy(choices, { name: "shop" })).toEqual({ name: "shop", settings: [] });
    const draft = { name: "shop", host: "far", size: "large", release: "0.8.2", "services.storage": "no", "services.analytics": "no", "ports.gateway": "8010" }; // prettier-ignore
    expect(wantedBy(choices, draft)).toEqual({ name: "shop", host: "far", size: "large", settings: ["release=0.8.2", "services.storage=false", "ports.gateway=8010"] }); // prettier-ignore
  });
});

describe("somebody at the wizard", { timeout: 30_000 }, () => {
  const keys = { name: "shop", urls: {}, keys: [{ name: "jwtSecret", use: "", public: false, mark: "#1a2b3c4d" }], notes: [] } as const; // prettier-ignore

  it("goes through every step, sees the plan, and how the instance comes up", async () => {
    const edits: string[] = [];
    const proposed: string[] = [];
    let look: () => void = () => undefined;
    const looked = new Promise<void>((resolve) => (look = resolve));
    let finish: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (finish = resolve));
    const { fleet } = fakeFleet(
      { choices: async () => choices, keys: async () => keys },
      {
        propose: async ({ job }) => {
          proposed.push(job);
          await looked;
          return { plan: planFor("create", "shop"), edited: true, addresses: {}, secrets: planned };
        },
        carryOut: async ({ job }) => {
          edits.push(job);
          await until;
        },
      },
    );
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("c");
    await seat.sees("Create an instance: 1 of 5, name and place");
    await seat.types(key.enter);
    await seat.sees("! an instance needs a name");
    await seat.types(..."blog", key.enter);
    await seat.sees('! "blog" is the name of another instance');
    await seat.types(key.backspace, key.backspace, key.backspace, key.backspace, ..."shop");
    await seat.sees("https://shop.example.com");
    expect(seat.screen()).toMatchInlineSnapshot(`
      "Create an instance: 1 of 5, name and place
      ────────────────────────────────────────────────────────────────────────────────
      What it is called and where it runs.

      › Name    shop_  https://shop.example.com
        Host    (local)  far
        Size    (small)  medium   large
        Release (0.8.2)














      up down tab move  left right space choose  enter next  esc back"
    `);
    await seat.types(key.down, key.right, key.enter);
    await seat.sees("2 of 5, services");
    await seat.types(" ", key.enter);
    await seat.sees("3 of 5, ports");
    await seat.types(..."8010", key.enter);
    await seat.sees("4 of 5, secrets");
    await seat.sees("Looking which of them the list gives");
    expect(seat.screen()).toMatch(/jwtSecret +…/);
    look();
    await seat.sees("postgresPassword   will be made  Password of the database's roles.");
    await seat.sees("dashboardPassword  #1a2b3c4d     given by the file /run/secrets/studio");
    await seat.types(key.enter);
    await seat.sees("y do it");
    expect(seat.screen()).toContain("Create shop?");
    await seat.types("y");
    await seat.sees("… create shop");
    await seat.sees("… auth      unhealthy");
    expect(edits).toEqual(["create shop"]);
    // Asked once: the step of the secrets and the plan share the answer.
    expect(proposed).toEqual(["create shop"]);
    finish();
    await seat.sees("jwtSecret         #1a2b3c4d");
    await seat.types(key.enter);
    await seat.sees("[1 services]");
    expect(mixed.instances.map(({ name }) => name)).toContain("shop");
    seat.leaves();
  });

  it("may type its name before anything is read", async () => {
    let read: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (read = resolve));
    const { fleet } = fakeFleet({
      choices: async () => {
        await until;
        return choices;
      },
    });
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("c", ..."shop");
    await seat.sees(/Reading what can be chosen[^]*Name +shop_/);
    read();
    await seat.sees(/1 of 5[^]*Name +shop_ +https:\/\/shop\.example\.com/);
    seat.leaves();
  });

  it("sees a plan once nothing is at work that would change it", async () => {
    let finish: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (finish = resolve));
    const proposed: string[] = [];
    const { fleet } = fakeFleet(
      {},
      {
        lifecycle: async () => await until,
        propose: async ({ job, name }) => {
          proposed.push(job);
          return { plan: planFor("pause", name), edited: true, addresses: {} };
        },
      },
    );
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("s");
    await seat.sees("… start blog");
    await seat.types("p");
    await seat.sees("Worked out once this has ended: start blog");
    expect(proposed).toEqual([]);
    finish();
    await seat.sees("y do it");
    expect(proposed).toEqual(["pause blog"]);
    seat.leaves();
  });

  it("is told why it cannot be done, and has changed nothing", async () => {
    const { fleet, did } = fakeFleet(
      { choices: async () => choices },
      { propose: () => Promise.reject(new Error("instances/1/services: studio needs meta")) },
    );
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types("c");
    await seat.sees("1 of 5");
    await seat.types(..."new-one", key.enter);
    await seat.sees("2 of 5");
    await seat.types(key.enter);
    await seat.sees("3 of 5");
    await seat.types(key.enter);
    await seat.sees("4 of 5");
    await seat.types(key.enter);
    await seat.sees("studio needs meta");
    await seat.types("y");
    expect(did).toEqual([]);
    await seat.types(key.escape);
    await seat.sees("4 of 5");
    seat.leaves();
  });
});
