import { beforeAll, describe, expect, it } from "vitest";
import { plainSecrets } from "../support/fixtures";
import { ask, router } from "../support/functionsRouter";

let keys: Awaited<ReturnType<typeof plainSecrets>>;
let variables: Record<string, string>;
beforeAll(async () => {
  keys = await plainSecrets();
  variables = { JWT_SECRET: keys.jwtSecret, SUPABASE_JWKS: keys.jwtJwks, VERIFY_JWT: "true" };
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("the router of functions", () => {
  const open = () => router({ ...variables, VERIFY_JWT: "false" });

  it("hands a request to the function that its path begins with, as it came", async () => {
    const answer = await ask(open(), "/hello/deep", { "x-own": "1", ...bearer("x") });
    expect(await answer.json()).toMatchObject({
      path: "/hello/deep",
      seen: { "x-own": "1", authorization: "Bearer x" },
    });
  });

  it("keeps the gateway's own header to itself", async () => {
    const { seen } = (await (await ask(open(), "/hello", { "sb-api-key": keys.anonKeyAsymmetric })).json()) as {
      seen: object;
    }; // hello's answer
    expect(seen).not.toHaveProperty("sb-api-key");
  });

  it.each([
    ["/", 400, "missing function name in request"],
    ["/none", 404, 'no function "none"'],
    ["/main", 404, 'no function "main"'],
    ["/..%2fmain", 404, 'no function "..%2fmain"'],
    ["/broken", 500, "worker ended"],
  ])("answers %s with %s", async (path, status, msg) => {
    const answer = await ask(open(), path);
    expect([answer.status, await answer.json()]).toEqual([status, { msg }]);
  });

  it("asks for no token unless it is told to, exactly so, and never of a preflight", async () => {
    for (const value of ["false", "TRUE", "1", ""])
      expect((await ask(router({ ...variables, VERIFY_JWT: value }), "/hello")).status).toBe(200);
    expect((await ask(router(variables), "/hello", {}, "OPTIONS")).status).toBe(200);
    expect((await ask(router(variables), "/hello")).status).toBe(401);
  });

  it("does as it was told when a function was deployed, whatever the instance's own setting is", async () => {
    const statusOf = async (path: string, verify: string) =>
      (await ask(router({ ...variables, VERIFY_JWT: verify }), path)).status;
    expect([await statusOf("/guarded", "false"), await statusOf("/guarded/deep", "true")]).toEqual([401, 401]);
    expect([await statusOf("/free", "false"), await statusOf("/free", "true")]).toEqual([200, 200]);
    expect([await statusOf("/odd", "false"), await statusOf("/odd", "true")]).toEqual([200, 401]);
    const valid = await ask(router({ ...variables, VERIFY_JWT: "false" }), "/guarded", bearer(keys.anonKey));
    expect(valid.status).toBe(200);
  });
});
