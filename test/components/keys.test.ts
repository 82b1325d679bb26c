import { createHash, randomBytes } from "node:crypto";
import { type JWK, decodeProtectedHeader, generateKeyPair, exportJWK, importJWK, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import * as keys from "../../components/keys";

const secret = "a-secret-that-is-long-enough-for-hs256-keys";
const pair = keys.signingKey("any text");
const life = keys.lifetime("2026-01-01", 100);
const roles = ["anon", "service_role"] as const;

describe("an API key in the older form", () => {
  it.each(roles)("of %s is a token that its secret verifies, with upstream's claims", async (role) => {
    const token = await keys.apiKey(role, secret, life);
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(secret));
    expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
    expect(payload).toEqual({ role, iss: "supabase", iat: life.issuedAt, exp: life.expiresAt });
  });

  it("is refused with another secret", async () => {
    const token = await keys.apiKey("anon", secret, life);
    await expect(jwtVerify(token, new TextEncoder().encode(`${secret}.`))).rejects.toThrow(
      "signature verification failed",
    );
  });
});

describe("the token that stands for an opaque key", () => {
  it.each(roles)("of %s verifies with the public key set, and names its key", async (role) => {
    const token = keys.apiKeyAsymmetric(role, pair, life);
    const jwks: { keys: JWK[] } = JSON.parse(keys.jwtJwks(pair, secret));
    const [elliptic] = jwks.keys;
    if (elliptic === undefined) throw new Error("the set is empty");
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK(elliptic));
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "JWT", kid: pair.kid });
    expect(payload).toEqual({ role, iss: "supabase", iat: life.issuedAt, exp: life.expiresAt });
  });

  it("is signed in the raw form, which is 64 bytes", () => {
    for (let i = 0; i < 20; i++) {
      const [, , signature = ""] = keys.apiKeyAsymmetric("anon", keys.signingKey(`seed ${i}`), life).split(".");
      expect(Buffer.from(signature, "base64url")).toHaveLength(64);
    }
  });
});

describe("an opaque key", () => {
  /** The algorithm of upstream's script, in its own words. */
  const upstream = (prefix: string, random: string) =>
    `${prefix}${random}_${createHash("sha256").update(`supabase-self-hosted|${prefix}${random}`).digest("base64url").slice(0, 8)}`;

  it.each([
    ["publishable", /^sb_publishable_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}$/],
    ["secret", /^sb_secret_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}$/],
  ] as const)("of the %s kind has upstream's form and checksum", (kind, pattern) => {
    const random = randomBytes(17).toString("base64url").slice(0, 22);
    expect(keys.opaqueKey(kind, random)).toMatch(pattern);
    expect(keys.opaqueKey(kind, random)).toBe(upstream(`sb_${kind}_`, random));
  });

  it("has the checksum that OpenSSL computes for a known text", () => {
    const key = "sb_publishable_0123456789abcdefghijkl_j4bkkYRR";
    expect(keys.opaqueKey("publishable", "0123456789abcdefghijkl")).toBe(key);
  });
});

describe("every key", () => {
  it("is the same text on every run", async () => {
    const all = async () => [
      await keys.apiKey("anon", secret, life),
      keys.apiKeyAsymmetric("anon", keys.signingKey("any text"), life),
      keys.opaqueKey("secret", "0123456789abcdefghijkl"),
      keys.jwtKeys(keys.signingKey("any text"), secret),
      keys.jwtJwks(keys.signingKey("any text"), secret),
    ];
    expect(await all()).toEqual(await all());
    // Written out, so that an upgrade of a library that changes the text is noticed: it would change every instance.
    await expect((await all()).join("\n")).toMatchFileSnapshot("../golden/keys.txt");
  });

  it("is another one for another text", () => {
    const pairs = Array.from({ length: 50 }, (_, i) => keys.signingKey(`seed ${i}`));
    expect(new Set(pairs.flatMap(({ d, kid }) => [d, kid])).size).toBe(100);
  });

  it("lives from its issue date for years of 365 days, in seconds", () => {
    expect(keys.lifetime("2026-01-01", 10)).toEqual({ issuedAt: 1767225600, expiresAt: 1767225600 + 315360000 });
  });
});

describe("the key sets", () => {
  const symmetric = { kty: "oct", k: Buffer.from(secret).toString("base64url"), alg: "HS256" };
  const elliptic = {
    kty: "EC",
    kid: pair.kid,
    use: "sig",
    alg: "ES256",
    ext: true,
    crv: "P-256",
    x: pair.x,
    y: pair.y,
  };

  it("of Auth holds the private key first, so that new tokens are signed with it", () => {
    expect(JSON.parse(keys.jwtKeys(pair, secret))).toEqual([
      { ...elliptic, key_ops: ["sign", "verify"], d: pair.d },
      symmetric,
    ]);
  });

  it("of the other services holds no private key", () => {
    expect(JSON.parse(keys.jwtJwks(pair, secret))).toEqual({ keys: [{ ...elliptic, key_ops: ["verify"] }, symmetric] });
    expect(keys.jwtJwks(pair, secret)).not.toContain(pair.d);
  });

  it("name their key by a UUID", () => {
    expect(pair.kid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("an existing install's key set", () => {
  it("gives its key pair, under its own name", async () => {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(privateKey);
    const text = JSON.stringify([
      { kty: "oct", k: "c2VjcmV0" },
      { ...jwk, kid: "its-own-name" },
    ]);
    expect(keys.signingKeyFromJwks(text)).toEqual({ kid: "its-own-name", x: jwk.x, y: jwk.y, d: jwk.d });
    const token = keys.apiKeyAsymmetric("anon", keys.signingKeyFromJwks(text), life);
    expect(decodeProtectedHeader(token).kid).toBe("its-own-name");
    await jwtVerify(token, await importJWK({ ...jwk, d: undefined, alg: "ES256" }));
  });

  it("gets a name when its key has none", () => {
    const [{ kid: _, ...nameless }] = JSON.parse(keys.jwtKeys(pair, secret));
    expect(keys.signingKeyFromJwks(JSON.stringify([nameless]))).toEqual(pair);
  });

  it.each(["[]", "{}", `[{"kty":"oct","k":"c2VjcmV0"}]`, `[{"kty":"EC","crv":"P-384","d":"AAAA"}]`])(
    "is refused when it is %s",
    (text) => {
      expect(() => keys.signingKeyFromJwks(text)).toThrow("secrets/jwtKeys should hold an EC P-256 private key");
    },
  );
});
