import { describe, expect, it } from "vitest";
import type { Step } from "../../engine/engine";
import { randomSecretNames } from "../../components/config/secrets";
import { plannedSecrets } from "../operations/offer/secrets";
import { secretResource } from "../operations/rotate/prepare";

const password = (instance: string, name: (typeof randomSecretNames)[number], old?: string): Step => ({
  action: old === undefined ? "create" : "same",
  type: "random:index/randomPassword:RandomPassword",
  name: secretResource(instance, name, 1),
  parent: instance,
  old: old === undefined ? undefined : { type: "random:index/randomPassword:RandomPassword", outputs: { result: old } } as unknown as Step["old"], // as much of one as is read
  inputs: {},
  secrets: [],
}); // prettier-ignore

const fresh = randomSecretNames.map((name) => password("shop", name));
const given = [
  { instance: "shop", path: "secrets.dashboardPassword", origin: "the file /run/secrets/studio", text: "hunter2hunter2" },
  { instance: "shop", path: "auth.smtp.pass", origin: undefined, text: "mailpassword" },
  { instance: "blog", path: "secrets.jwtSecret", origin: undefined, text: "of-another" },
]; // prettier-ignore

describe("the secrets of an instance that is not made yet", () => {
  it("are made, but for those that the list gives", () => {
    const secrets = plannedSecrets({ steps: fresh, given: [] }, "shop") ?? [];
    expect(secrets.map(({ name }) => name)).toEqual(randomSecretNames);
    expect(new Set(secrets.map(({ source }) => source))).toEqual(new Set(["made"]));
    expect(secrets.find(({ name }) => name === "jwtSecret")?.use).toBe("Key that signs anonKey and serviceRoleKey.");
    const some = plannedSecrets({ steps: fresh, given }, "shop") ?? [];
    expect(some).toHaveLength(randomSecretNames.length + 1);
    expect(some[0]).toEqual({ name: "dashboardPassword", use: "Password of the user supabase for Studio and for the page of caught mails.", source: "given", from: "the file /run/secrets/studio" }); // prettier-ignore
    expect(some[1]).toEqual({ name: "auth.smtp.pass", use: "", source: "given", from: undefined });
  });

  it("have the marks of the stack, and never a text", () => {
    const steps = [password("blog", "postgresPassword", "oldest"), ...fresh];
    const marked = plannedSecrets({ steps, given }, "shop") ?? [];
    expect(marked[0]?.mark).toMatch(/^#[0-9a-f]{8}$/);
    expect(plannedSecrets({ steps, given }, "shop")?.[0]?.mark).toBe(marked[0]?.mark);
    expect(JSON.stringify(marked)).not.toMatch(/hunter2|mailpassword|of-another|oldest/);
  });

  it("are told of a new instance alone", () => {
    const steps = [password("blog", "postgresPassword", "oldest")];
    expect(plannedSecrets({ steps, given }, "blog")).toBeUndefined();
    expect(plannedSecrets({ steps, given }, "shop")).toBeUndefined();
  });
});
