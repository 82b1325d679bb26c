import { describe, expect, it } from "vitest";
import type { Choices } from "../operations/offer/choices";
import { fieldsOf, isComplete, wantedBy } from "../tui/wizard/draft";
import { mixed } from "./support/statuses";
import { fakeFleet, planFor } from "./support/tuiFleet";
import { key, seated } from "./support/tuiScreen";

const choices: Choices = {
  domain: "example.com",
  hosts: ["local", "far"],
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
    let finish: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (finish = resolve));
    const { fleet } = fakeFleet(
      { choices: async () => choices, keys: async () => keys },
      {
        propose: async () => ({ plan: planFor("create", "shop"), edited: true, addresses: {} }),
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
    await seat.sees("postgresPassword, jwtSecret");
    await seat.types(key.enter);
    await seat.sees("y do it");
    expect(seat.screen()).toContain("Create shop?");
    await seat.types("y");
    await seat.sees("… create shop");
    await seat.sees("… auth      unhealthy");
    expect(edits).toEqual(["create shop"]);
    finish();
    await seat.sees("jwtSecret #1a2b3c4d");
    await seat.types(key.enter);
    await seat.sees("[1 services]");
    expect(mixed.instances.map(({ name }) => name)).toContain("shop");
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
