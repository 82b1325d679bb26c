import { YAMLMap, parseDocument } from "yaml";
import { describe, expect, it } from "vitest";
import { spliced } from "../operations/edit/spliced";
import { snapshotTime, snapshotVolume } from "../operations/snapshot/list";
import { fieldsOf, setFields, wantedFields, withFields } from "../operations/upgrade/entries";
import { migrated, written } from "../operations/upgrade/marks";
import { wavesOf } from "../operations/upgrade/waves";
import { upgradeReportText } from "../cli/show/upgradeText";
import type { Fields } from "../operations/upgrade/types";
import type { Workspace } from "../operations/workspace";

describe("the order of an upgrade", () => {
  it.each([
    { names: ["a", "b", "c"], canary: undefined, size: 1, waves: [["a"], ["b"], ["c"]] },
    { names: ["a", "b", "c", "d"], canary: "c", size: 2, waves: [["c"], ["a", "b"], ["d"]] },
    { names: ["a"], canary: "a", size: 5, waves: [["a"]] },
  ])("of $names with canary $canary, $size at a time", ({ names, canary, size, waves }) => {
    expect(wavesOf(names, canary, size)).toEqual(waves);
  });

  it("refuses a canary that is not among them, and waves of nobody", () => {
    expect(() => wavesOf(["a"], "b", 1)).toThrow("The canary b is not among those to upgrade: a.");
    expect(() => wavesOf(["a"], undefined, 0)).toThrow("1 or more");
  });
});

describe("an entry of the stack file", () => {
  const text = `list:
  # the shop
  - name: blog
    images:
      rest: postgrest/postgrest:v14.17 # for now
  - { name: shop }
`;
  const entryIn = (document: ReturnType<typeof parseDocument>, index: number) => {
    const entry = document.getIn(["list", index]);
    if (!(entry instanceof YAMLMap)) throw new Error("no entry");
    return entry;
  };

  it.each([0, 1])("is after a roll-back what it was, comments and all: entry %i", (index) => {
    const edit = (from: string, fields: Fields) => {
      const document = parseDocument(from);
      setFields(entryIn(document, index), fields);
      return spliced(from, document);
    };
    const wanted = wantedFields({ release: "9.9.9", images: { rest: "postgrest/postgrest:v15", auth: "a/b:c" } });
    const before = fieldsOf(entryIn(parseDocument(text), index), wanted);
    const later = edit(text, wanted);
    expect(later).toContain("postgrest/postgrest:v15");
    const back = edit(later, before);
    expect(back).toBe(text);
    // One that was killed may do it a second time.
    expect(edit(back, before)).toBe(text);
  });

  it("can be looked at as it would be, before anything is written", async () => {
    const list = [{ name: "blog", images: { rest: "r:1" }, release: "1" }, { name: "shop" }];
    const engine = { config: async () => ({ "supabase-fleet:instances": JSON.stringify(list), other: "x" }) };
    const workspace = { engine } as unknown as Workspace; // nothing else of it is used
    const edited = withFields(workspace, { blog: { "images.rest": "r:2", release: null }, shop: { release: "2" } });
    const { "supabase-fleet:instances": after = "", other } = await edited.engine.config();
    expect(JSON.parse(after)).toEqual([
      { name: "blog", images: { rest: "r:2" } },
      { name: "shop", release: "2" },
    ]);
    expect(other).toBe("x");
  });
});

describe("what a database says of itself", () => {
  const before = {
    migrations: { "auth.schema_migrations": "1", gone: "1" },
    writes: { "public.notes": [5, 1, 0] as const },
  };
  const after = {
    migrations: { "auth.schema_migrations": "2", new: "1" },
    writes: { "public.notes": [8, 1, 2] as const, "auth.users": [1, 0, 0] as const },
  };

  it("names every note of migrations that came, went or changed", () => {
    expect(migrated(before, after)).toEqual(["auth.schema_migrations", "gone", "new"]);
    expect(migrated(before, before)).toEqual([]);
  });

  it("counts rows written in between, and what it knows when Postgres began to count anew", () => {
    expect(written(before, after)).toEqual(["public.notes: 3 inserted, 2 deleted", "auth.users: 1 inserted"]);
    expect(written(after, { migrations: {}, writes: { "public.notes": [2, 0, 0] } })).toEqual([
      "public.notes: 2 inserted",
    ]);
  });
});

it("names the volumes of a snapshot after instance, second and role", () => {
  const time = snapshotTime(new Date("2026-01-31T09:30:00.123Z"));
  expect(snapshotVolume("blog", time, "db-data")).toBe("supabase-blog-snapshot-20260131T093000Z-db-data");
});

it("says which rows a roll-back took out of the instance, and where they are", () => {
  const [snapshot, newer] = ["20260131T093000Z", "20260131T093100Z"];
  const report = { name: "blog", outcome: "rolled back", reason: "auth ended", snapshot } as const;
  const lost = ["public.notes: 3 inserted"];
  expect(upgradeReportText({ instances: [{ ...report, restored: true, newer, lost }] })).toBe(`blog: rolled back; snapshot 20260131T093000Z
  auth ended
  Its data is that of the snapshot. The newer data is kept as snapshot 20260131T093100Z.
  These rows were written in between and are in it alone:
    public.notes: 3 inserted`); // prettier-ignore
});
