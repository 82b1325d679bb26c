import { afterEach, describe, expect, it } from "vitest";
import { fingerprint, volumeLabels, volumeProvider } from "../../../components/dynamic/volumeCheck";
import { type FakeDocker, fakeDocker } from "../../support/fakeDocker";

let docker: FakeDocker | undefined;
afterEach(async () => await docker?.stop());

const mark = fingerprint("acme", "password");
const made = { [volumeLabels.fingerprint]: mark, [volumeLabels.postgres]: "17", [volumeLabels.images]: "upstream" };
const state = { instance: "acme", host: "unix:///none", volume: "supabase-acme-db-data", fingerprint: mark, postgres: "17",
  images: "upstream", passwordGiven: false, providerVersion: 1 }; // prettier-ignore

/** The reason why an instance may not start on a volume with these labels, if there is one; undefined for no volume. */
async function refusal(labels: Record<string, string> | null | undefined, wanted: Partial<typeof state> = {}) {
  docker = await fakeDocker({ volumes: labels === undefined ? {} : { [state.volume]: labels } });
  const inputs = { ...state, host: docker.address, ...wanted };
  const result = await volumeProvider.check?.(state, inputs);
  expect(result?.inputs).toEqual(inputs);
  const [failure, ...others] = result?.failures ?? [];
  expect(others).toEqual([]);
  return failure?.reason;
}

describe("the check of a data volume", () => {
  it("agrees when there is none yet", async () => {
    expect(await refusal(undefined)).toBeUndefined();
  });

  it("agrees to one that was made with the same password, Postgres and images", async () => {
    expect(await refusal(made)).toBeUndefined();
  });

  it("refuses one with another password, and says what can be done", async () => {
    const reason = await refusal({ ...made, [volumeLabels.fingerprint]: fingerprint("acme", "another") });
    expect(reason).toContain("The volume supabase-acme-db-data is left over from an earlier instance of this name");
    expect(reason).toContain("pulumi config set --secret --path");
    expect(reason).toContain(
      "docker volume rm supabase-acme-db-data supabase-acme-db-config   (this cannot be undone)",
    );
    expect(reason).toMatch(/Nothing was changed\.$/);
    expect(reason).not.toContain(mark);
  });

  it.each([[{}], [null]])("refuses one without a mark (%o), unless the operator gives the password", async (labels) => {
    expect(await refusal(labels)).toContain("is left over from an earlier instance");
    await docker?.stop();
    expect(await refusal(labels, { passwordGiven: true })).toBeUndefined();
  });

  it("refuses another password also when the operator gave it", async () => {
    const other = { ...made, [volumeLabels.fingerprint]: fingerprint("acme", "another") };
    expect(await refusal(other, { passwordGiven: true })).toContain("with another database password");
  });

  describe("of an instance that has the volume already", () => {
    const labelled = (labels: Record<string, string>) => ({ volumes: { [state.volume]: labels } });
    const checked = async (labels: Record<string, string>, olds: object, news: object) => {
      docker = await fakeDocker(labelled(labels));
      const inputs = { ...state, host: docker.address, ...news };
      const result = await volumeProvider.check?.({ ...state, ...olds }, inputs);
      return { ...result?.inputs, refusal: result?.failures?.[0]?.reason };
    };
    const another = fingerprint("acme", "another");

    it("agrees to another password, and remembers the mark that the volume has", async () => {
      const given = await checked(made, {}, { fingerprint: another, passwordGiven: true });
      expect(given).toMatchObject({ refusal: undefined, fingerprint: mark, passwordGiven: true });
      await docker?.stop();
      // The next run finds in the state what this one has left there.
      expect(await checked(made, { passwordGiven: true }, { fingerprint: another })).toMatchObject({ refusal: undefined, fingerprint: mark }); // prettier-ignore
    });

    it("still refuses a volume that is another one than it had", async () => {
      const exchanged = { ...made, [volumeLabels.fingerprint]: fingerprint("acme", "a stranger's") };
      const { refusal: reason } = await checked(exchanged, {}, { fingerprint: another, passwordGiven: true });
      expect(reason).toContain("is left over from an earlier instance");
      await docker?.stop();
      const moved = await checked(made, { volume: "supabase-globex-db-data" }, { fingerprint: another });
      expect(moved.refusal).toContain("is left over from an earlier instance");
    });

    it("keeps one without a mark when its given password is taken back", async () => {
      expect(await checked({}, { passwordGiven: true }, {})).toMatchObject({ refusal: undefined, passwordGiven: true });
    });
  });

  it("refuses another major version of Postgres, and says how to keep the present one", async () => {
    const reason = await refusal({ ...made, [volumeLabels.postgres]: "15" });
    expect(reason).toBe(
      'The data of acme was made by Postgres 15; Postgres 17 would not start on it. Write "database: { major: 15 }" for this instance. "fleet upgrade-postgres acme" brings the data there.',
    );
  });

  it("refuses images of another maker", async () => {
    const reason = await refusal(made, { images: "this machine" });
    expect(reason).toContain("was made by images of upstream; now they would be those of this machine");
  });

  it("says so when Docker does not answer", async () => {
    const reason = await refusal(made, { host: "unix:///nowhere/docker.sock" });
    expect(reason).toContain("Docker does not answer at unix:///nowhere/docker.sock (connect ENOENT");
    expect(reason).toContain("Nothing was changed.");
  });
});

describe("the state of the check", () => {
  it("is kept as it is, and updated when something that it says changes", async () => {
    expect(await volumeProvider.create(state)).toEqual({ id: "volume:supabase-acme-db-data", outs: state });
    expect(await volumeProvider.update?.("id", state, state)).toEqual({ outs: state });
    const changes = async (news: object) => (await volumeProvider.diff?.("id", state, { ...state, ...news }))?.changes;
    expect(await changes({})).toBe(false);
    expect(await changes({ fingerprint: "other" })).toBe(false);
    for (const key of ["host", "volume", "postgres", "images", "providerVersion"]) {
      expect([key, await changes({ [key]: "other" })]).toEqual([key, true]);
    }
  });
});

describe("a fingerprint", () => {
  it("tells passwords and instances apart, and does not hold the password", () => {
    expect(fingerprint("acme", "password")).toMatch(/^[0-9a-f]{16}$/);
    const others = [fingerprint("acme", "Password"), fingerprint("globex", "password")];
    expect(new Set([fingerprint("acme", "password"), ...others]).size).toBe(3);
  });
});
