import { describe, expect, it } from "vitest";
import { mustBeAbleToLimit } from "../operations/firstMade";
import { modelOf, other } from "./support/steps";

const made = (instance: string) => other(instance, "secret", "jwt-secret", { action: "same", old: {}, now: {} });
const toBeMade = (instance: string) => other(instance, "secret", "jwt-secret-2", { now: {} });
const limit = (kind: "cli" | "embedded", steps: Parameters<typeof modelOf>[1]) => () =>
  mustBeAbleToLimit({ kind }, modelOf([], steps), ["blog"]);

describe("an update that is limited to one instance", () => {
  it("is refused by name while another one waits to get a secret", () => {
    expect(limit("cli", [made("blog"), made("shop"), toBeMade("shop"), toBeMade("wiki")])).toThrow(
      'Pulumi cannot leave out what is made for the first time, and there are secrets to be made for: shop, wiki. Apply that first with "fleet apply". Nothing was changed.',
    );
  });
  it("is well where only the instance itself gets one, and where the engine has no such limit", () => {
    expect(limit("cli", [toBeMade("blog"), made("shop")])).not.toThrow();
    expect(limit("embedded", [toBeMade("shop")])).not.toThrow();
  });
});
