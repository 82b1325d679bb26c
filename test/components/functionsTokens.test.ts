import { generateKeyPairSync } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { apiKeyAsymmetric, lifetime, signingKey } from "../../components/keys";
import { plainSecrets } from "../support/fixtures";
import { ask, router } from "../support/functionsRouter";

let keys: Awaited<ReturnType<typeof plainSecrets>>;
let variables: Record<string, string>;
beforeAll(async () => {
  keys = await plainSecrets();
  variables = { JWT_SECRET: keys.jwtSecret, SUPABASE_JWKS: keys.jwtJwks, VERIFY_JWT: "true" };
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("the check of tokens", () => {
  const status = async (headers: Record<string, string>) => (await ask(router(variables), "/hello", headers)).status;
  const soon = Math.floor(Date.now() / 1000) + 60;
  const shared = () => new TextEncoder().encode(keys.jwtSecret);
  const signed = (alg: string, key: Parameters<SignJWT["sign"]>[0], exp = soon) =>
    new SignJWT({ role: "authenticated", exp }).setProtectedHeader({ alg }).sign(key);

  it("lets every key and session of the instance pass", async () => {
    for (const token of [keys.anonKey, keys.serviceRoleKey, keys.anonKeyAsymmetric, await signed("HS256", shared())]) {
      expect(await status(bearer(token))).toBe(200);
    }
  });

  it("takes the gateway's token where Authorization says nothing of a user", async () => {
    const beside = { "sb-api-key": keys.anonKeyAsymmetric };
    expect(await status(beside)).toBe(200);
    expect(await status({ ...beside, ...bearer(keys.publishableKey) })).toBe(200);
    expect(await status({ ...beside, ...bearer("a.b.c") })).toBe(401);
    expect(await status(bearer(keys.publishableKey))).toBe(401);
    expect(await status({ "sb-api-key": "" })).toBe(401);
  });

  it("takes RS256 of a key in the set", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const SUPABASE_JWKS = JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] });
    const answer = await ask(
      router({ ...variables, SUPABASE_JWKS }),
      "/hello",
      bearer(await signed("RS256", privateKey)),
    );
    expect(answer.status).toBe(200);
  });

  it.each<[string, () => Promise<Record<string, string>> | Record<string, string>, string]>([
    ["no header", () => ({}), "UNAUTHORIZED_NO_AUTH_HEADER"],
    ["another scheme", () => ({ authorization: "Basic eDp5" }), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    ["no token", () => ({ authorization: "Bearer " }), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    ["no JWT", () => bearer("abc"), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    ["a head that is no JSON", () => bearer("YWJj.e30.YQ"), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    ["a head that is no group", () => bearer("bnVsbA.e30.YQ"), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    [
      "a signature that is no base64",
      () => bearer(`${keys.anonKey.replace(/[^.]*$/, "")}%%%`),
      "UNAUTHORIZED_INVALID_JWT_FORMAT",
    ],
    [
      "another secret",
      async () => bearer(await signed("HS256", new TextEncoder().encode("x".repeat(40)))),
      "UNAUTHORIZED_LEGACY_JWT",
    ],
    [
      "a token of yesterday",
      async () => bearer(await signed("HS256", shared(), soon - 86400)),
      "UNAUTHORIZED_LEGACY_JWT",
    ],
    [
      "another key pair",
      () => bearer(apiKeyAsymmetric("anon", signingKey("another"), lifetime("2026-01-01", 100))),
      "UNAUTHORIZED_ASYMMETRIC_JWT",
    ],
    [
      "another algorithm",
      async () => bearer(await signed("HS512", shared())),
      "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM",
    ],
    [
      "no algorithm",
      () => bearer(`${new UnsecuredJWT({ exp: soon }).encode()}YQ`),
      "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM",
    ],
  ])("refuses %s, and says so in upstream's words", async (_what, headers, code) => {
    const answer = await ask(router(variables), "/hello", await headers());
    const message = expect.any(String);
    expect([answer.status, answer.headers.get("sb-error-code"), await answer.json()]).toEqual([
      401,
      code,
      { code, message, msg: message },
    ]);
  });
});
