import { rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setPassword } from "../operations/access/password";
import { createToken, revokeToken } from "../operations/access/tokens";
import { readAudit } from "../operations/audit";
import { Jobs } from "../operations/jobs";
import type { Workspace } from "../operations/workspace";
import { createApp } from "../serve/app";
import { proxies } from "../serve/proxy";
import { Sessions, lifetime } from "../serve/session";
import { emptyWorkspace } from "./support/emptyWorkspace";

const password = "correct horse battery";

describe("logging in to the page", () => {
  let workspace: Workspace;
  let app: ReturnType<typeof createApp>;
  const proxy = { addresses: ["127.0.0.1"], header: "Remote-User", scope: "operate" } as const;
  beforeEach(async () => {
    workspace = emptyWorkspace();
    writeFileSync(workspace.stackFile, "config:\n  supabase-fleet:domain: fleet.test\n");
    await setPassword(workspace, password);
    app = createApp({ workspace, jobs: new Jobs(), proxy });
  });
  afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));

  const json = { "content-type": "application/json" };
  const login = async (given: unknown, headers: Record<string, string> = json) =>
    await app.request("/session", { method: "POST", headers, body: JSON.stringify(given) });
  const loggedIn = async (given = password) => {
    const answer = await login({ password: given });
    expect(answer.status).toBe(200);
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const { csrf } = (await answer.json()) as { csrf: string };
    return { cookie, csrf };
  };
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

  it("gives a cookie that no script reads and no other site sends", async () => {
    const answer = await login({ password });
    expect(answer.headers.get("set-cookie")).toMatch(/^fleet_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/); // prettier-ignore
    expect(await answer.json()).toMatchObject({ user: "owner", scope: "admin" });
    expect(readAudit(workspace)).toMatchObject([{ user: "owner", job: "login by password" }]);
  });
  it("keeps the cookie to https where the page came by it", async () => {
    const answer = await login({ password }, { ...json, origin: "https://fleet.test", host: "fleet.test" });
    expect(answer.headers.get("set-cookie")).toContain("; Secure");
  });
  it.each([
    ["a wrong password", { password: "wrong" }, json, 401],
    ["no password", {}, json, 400],
    ["more than a password", { password, admin: true }, json, 400],
    ["a form of another site", { password }, { "content-type": "text/plain" }, 415],
    ["a page of another site", { password }, { ...json, origin: "https://evil.test", host: "fleet.test" }, 403],
  ])("refuses %s", async (_what, given, headers, status) => {
    const answer = await login(given, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await answer.json()).toHaveProperty("message");
  });
  it("says how to set a password while there is none", async () => {
    rmSync(`${workspace.folder}/.supabase-fleet/access`, { recursive: true });
    expect(await (await login({ password })).json()).toMatchObject({ message: expect.stringContaining("fleet tokens password") }); // prettier-ignore
  });
  it("stops guessing", async () => {
    rmSync(`${workspace.folder}/.supabase-fleet/access`, { recursive: true }); // Without one, an answer costs nothing.
    for (let count = 0; count < 10; count++) expect((await login({ password: "wrong" })).status).toBe(401);
    expect((await login({ password })).status).toBe(429);
  });
  it("stops the one who guesses behind a proxy, and nobody beside", async () => {
    rmSync(`${workspace.folder}/.supabase-fleet/access`, { recursive: true });
    const wrong = async (forwarded: string, peer = "127.0.0.1") =>
      (await app.request("/session", { method: "POST", headers: { ...json, "x-forwarded-for": forwarded }, body: '{"password":"wrong"}' }, from(peer))).status; // prettier-ignore
    for (let count = 0; count < 10; count++) expect(await wrong(`192.0.2.${count}, 198.51.100.7`)).toBe(401);
    expect(await wrong("192.0.2.99, 198.51.100.7")).toBe(429);
    expect(await wrong("198.51.100.8")).toBe(401);
    for (let count = 0; count < 10; count++) expect(await wrong(`198.51.100.${count}`, "10.0.0.9")).toBe(401);
    expect(await wrong("198.51.100.99", "10.0.0.9")).toBe(429);
  });
  it("answers nobody else, and reads with the cookie alone", async () => {
    expect((await app.request("/platform/jobs")).status).toBe(401);
    const { cookie } = await loggedIn();
    expect((await app.request("/platform/jobs", { headers: { cookie } })).status).toBe(200);
  });
  it("writes only with the token of the session", async () => {
    const { cookie, csrf } = await loggedIn();
    const write = async (headers: Record<string, string>) =>
      (await app.request("/platform/projects/none/start", { method: "POST", headers: { cookie, ...headers } })).status;
    expect(await write({})).toBe(403);
    expect(await write({ "x-csrf-token": "x".repeat(csrf.length) })).toBe(403);
    expect(await write({ "x-csrf-token": csrf })).not.toBe(403);
  });
  it("ends by logging out", async () => {
    const { cookie, csrf } = await loggedIn();
    const end = async (headers: Record<string, string>) => (await app.request("/session", { method: "DELETE", headers })).status; // prettier-ignore
    expect(await end({ cookie })).toBe(403);
    expect(await end({ cookie, "x-csrf-token": csrf })).toBe(200);
    expect((await app.request("/platform/jobs", { headers: { cookie } })).status).toBe(401);
  });
  it("ends when the password changes, or the token it began with is revoked", async () => {
    const { token, made } = createToken(workspace, { name: "ci", scope: "read" });
    const [byPassword, byToken] = [await loggedIn(), await loggedIn(token)];
    await setPassword(workspace, "another password");
    revokeToken(workspace, made.id);
    for (const { cookie } of [byPassword, byToken])
      expect((await app.request("/platform/jobs", { headers: { cookie } })).status).toBe(401);
  });
  it("may with a token what the token may", async () => {
    const { token } = createToken(workspace, { name: "ci", scope: "read" });
    const { cookie, csrf } = await loggedIn(token);
    const headers = { cookie, "x-csrf-token": csrf };
    expect((await app.request("/platform/projects/none/start", { method: "POST", headers })).status).toBe(403);
  });
  it("believes a proxy that is trusted, and nobody else", async () => {
    const headers = { "remote-user": "ada" };
    const known = await app.request("/session", { headers }, from("127.0.0.1"));
    expect(await known.json()).toMatchObject({ user: "ada", scope: "operate" });
    const cookie = (known.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const other = { ...headers, "remote-user": "eve", cookie };
    expect((await app.request("/platform/jobs", { headers: other }, from("127.0.0.1"))).status).toBe(401);
    expect(await (await app.request("/session", { headers }, from("10.0.0.9"))).json()).toEqual({ password: true });
  });
  it("is over after half a day", () => {
    const sessions = new Sessions();
    const { secret } = sessions.begin({ name: "ada", scope: "read" }, { by: "identity", user: "ada" }, 0);
    expect(sessions.find(workspace, secret, "ada", lifetime * 1000 - 1)).toBeDefined();
    expect(sessions.find(workspace, secret, "ada", lifetime * 1000)).toBeUndefined();
  });
  it("tells an address from what is none", () => {
    for (const address of ["proxy.test", "10.0.0.0/33", "10.0.0.0/x"])
      expect(() => proxies({ ...proxy, addresses: [address] })).toThrow("should be an address");
  });
  it("sends headers that keep the page to itself", async () => {
    const { headers } = await app.request("/health");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });
});
