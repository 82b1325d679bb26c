import { describe, expect, it } from "vitest";
import { type LedgerEntry, ledgerProvider } from "../../../components/dynamic/ledger";

const entry: LedgerEntry = { protect: true, host: "local", postgres: "17" };
type Instances = Record<string, LedgerEntry>;

const state = (instances: Instances) => ({ instances, providerVersion: 1 });

/** The reasons for which a list may not follow another. */
async function refusals(before: Instances | undefined, now: Instances): Promise<string[]> {
  const olds = before === undefined ? ({} as ReturnType<typeof state>) : state(before); // a first run has nothing
  const result = await ledgerProvider.check?.(olds, state(now));
  expect(result?.inputs).toEqual(state(now));
  return (result?.failures ?? []).map(({ reason }) => reason);
}

describe("the ledger", () => {
  it("agrees to a first list, to the same and to a longer one", async () => {
    expect(await refusals(undefined, { acme: entry })).toEqual([]);
    expect(await refusals({ acme: entry }, { acme: entry })).toEqual([]);
    expect(await refusals({ acme: entry }, { acme: entry, globex: entry })).toEqual([]);
  });

  it("refuses to let a protected entry go, and says both steps and the way back", async () => {
    const [reason = "", ...others] = await refusals({ acme: entry, globex: entry }, { globex: entry });
    expect(others).toEqual([]);
    expect(reason.split("\n")).toEqual([
      "acme is gone from the list, and its data is protected. To delete it on purpose:",
      `  1. put the entry back with "protect: false" and run pulumi up`,
      "  2. take the entry out again and run pulumi up: containers, network, volumes and secrets are deleted for good",
      `To stop it and keep everything, put the entry back with "state: paused". Nothing was changed.`,
    ]);
  });

  it("lets an entry go that is no longer protected", async () => {
    expect(await refusals({ acme: { ...entry, protect: false } }, {})).toEqual([]);
  });

  it("lets an instance change its host while its data is taken there, and not before or afterwards", async () => {
    const there: LedgerEntry = { ...entry, host: "berlin" };
    const moving = { moving: true } as const;
    expect(await refusals({ acme: { ...entry, ...moving } }, { acme: { ...there, ...moving } })).toEqual([]);
    for (const [before, now] of [
      [entry, there],
      [entry, { ...there, ...moving }],
      [{ ...entry, ...moving }, there],
    ] as const)
      // prettier-ignore
      expect((await refusals({ acme: before }, { acme: now }))[0]).toContain('"fleet move acme --host berlin" takes it there');
  });

  it("lets protection itself change", async () => {
    expect(await refusals({ acme: entry }, { acme: { ...entry, protect: false } })).toEqual([]);
    expect(await refusals({ acme: { ...entry, protect: false } }, { acme: entry })).toEqual([]);
  });

  it("counts a renamed entry as one that is gone", async () => {
    expect(await refusals({ acme: entry }, { shop: entry })).toEqual([
      expect.stringContaining("acme is gone from the list"),
    ]);
  });

  it.each([true, false])("refuses to move data to another host, with protect: %s", async (protect) => {
    expect(await refusals({ acme: { ...entry, protect } }, { acme: { ...entry, protect, host: "b" } })).toEqual([
      expect.stringMatching(/^acme lies on host local, .* Write "host: local" again; .* Nothing was changed\.$/),
    ]);
  });

  it("refuses another major version of Postgres for data that is there", async () => {
    expect(await refusals({ acme: { ...entry, postgres: "15" } }, { acme: entry })).toEqual([
      'acme has data of Postgres 15, on which 17 would not start. Write "database: { major: 15 }". "fleet upgrade-postgres acme" brings the data there. Nothing was changed.',
    ]);
    expect(await refusals({ acme: entry }, { acme: { ...entry, postgres: "15" } })).toEqual([
      'acme has data of Postgres 17, on which 15 would not start. Write "database: { major: 17 }". Nothing was changed.',
    ]);
  });

  it.each(["15", "17"])("agrees to the major version that an upgrade has left: from %s", async (from) => {
    const to = from === "15" ? "17" : "15";
    const upgraded = { ...entry, postgres: to, changedFrom: from };
    expect(await refusals({ acme: { ...entry, postgres: from } }, { acme: upgraded })).toEqual([]);
    expect(await refusals({ acme: upgraded }, { acme: { ...entry, postgres: to } })).toEqual([]);
    expect(await refusals({ acme: upgraded }, { acme: { ...entry, postgres: from } })).toEqual([]);
    expect(await refusals({ acme: { ...entry, postgres: to } }, { acme: { ...entry, postgres: from } })).toHaveLength(
      1,
    );
    expect(await refusals({ acme: { ...entry, postgres: "16" } }, { acme: upgraded })).toHaveLength(1);
  });

  it("tells of everything at once", async () => {
    const before = { acme: entry, globex: entry, initech: entry };
    const now = { globex: { ...entry, host: "b" }, initech: { ...entry, postgres: "15" } };
    expect(await refusals(before, now)).toHaveLength(3);
  });

  it("remembers the list, and changes with it alone", async () => {
    const [old, longer] = [state({ acme: entry }), state({ acme: entry, globex: entry })];
    expect(await ledgerProvider.create(old)).toEqual({ id: "fleet", outs: old });
    expect(await ledgerProvider.update?.("fleet", old, longer)).toEqual({ outs: longer });
    const changes = async (news: typeof old) => (await ledgerProvider.diff?.("fleet", old, news))?.changes;
    expect(await changes(state({ acme: entry }))).toBe(false);
    expect(await changes(longer)).toBe(true);
    expect(await changes({ ...old, providerVersion: 2 })).toBe(true);
  });
});
