import { describe, expect, it } from "vitest";
import { acme } from "../../../test/support/fixtures";
import { chosen } from "../../operations/rotate/rotatable";

describe("a secret to rotate", () => {
  it.each([
    ["vaultEncKey", "vaultEncKey is an encryption key, and is not rotated: the pooler has encrypted"],
    ["realtimeDbEncKey", "realtimeDbEncKey is an encryption key, and is not rotated: Realtime has encrypted"],
    ["anonKey", "anonKey is derived from jwtSecret: rotate jwtSecret"],
    ["jwtSecrets", 'There is no secret "jwtSecrets". Did you mean "jwtSecret"?'],
    ["logflarePublicToken", "logflarePublicToken is of no use to acme: no service that is on holds it"],
  ])("is refused when it is %s", (wanted, message) => {
    expect(() => chosen(acme(), wanted)).toThrow(message);
  });

  it("is refused when the list gives it: there is no next generation of it", () => {
    const given = acme({ secrets: { dashboardPassword: "a-password-of-mine" } });
    expect(() => chosen(given, "dashboardPassword")).toThrow(
      'dashboardPassword of acme is given under "secrets" in the list, so there is no next generation of it. Put another value there and run "fleet apply", or take it out to use a generated one.',
    );
    expect(chosen(given, "all")).not.toContain("dashboardPassword");
  });

  it("is every one in use when all are wanted, but no encryption key", () => {
    expect(chosen(acme(), "all")).toEqual([
      "postgresPassword",
      "jwtSecret",
      "jwtKeys",
      "publishableKey",
      "secretKey",
      "dashboardPassword",
      "secretKeyBase",
      "pgMetaCryptoKey",
      "s3ProtocolKeyId",
      "s3ProtocolKeySecret",
    ]);
  });
});
