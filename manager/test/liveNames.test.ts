import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allocate } from "../../components/config/allocate";

/** Names of instances in the live tests, of which two files run at a time. */
const files = readdirSync(__dirname).filter((file) => file.endsWith(".live.test.ts"));
const named = files.flatMap((file) =>
  [
    ...readFileSync(join(__dirname, file), "utf8").matchAll(
      /"([a-z]+-(?:[a-z]|live|story)|tuilive|planagrees|mgmtlife-a-next)"/g,
    ),
  ].map(([, name]) => name ?? ""),
);
const names = [...new Set(named)];

const shared = (slots: number): string[] => {
  const alone = names.map((name) => [name, allocate([name], slots, new Set(), "").get(name)] as const);
  return alone.filter(([, slot]) => alone.filter(([, other]) => other === slot).length > 1).map(([name]) => name);
};

describe("instances of live tests that run side by side", () => {
  it("are many", () => expect(names.length).toBeGreaterThan(30));
  it("have each a port of its own", () => expect(shared(1000)).toEqual([]));
  it("have each a subnet of its own", () => expect(shared(1024)).toEqual([]));
});
