import { beforeAll, describe, expect, it } from "vitest";
import { kongConfig } from "../../components/services/kong";
import { instanceUrls } from "../../components/urls";
import { acme, plainSecrets, secretsOf } from "../support/fixtures";
import { type KeyRow, keyTable } from "../support/keyTable";
import { settled } from "../support/mocks";
import { type Asked, kong } from "../support/strictReaders";
import { routeTable } from "../support/routeTable";

let ask: (asked: Asked) => Promise<number | { upstream: string; headers: Record<string, string | undefined> }>;
let secret: string;
let rows: KeyRow[];

beforeAll(async () => {
  const instance = acme({ gateway: "kong" });
  ask = await kong(await settled(kongConfig(instance, await secretsOf(), instanceUrls(instance))));
  const plain = await plainSecrets();
  secret = plain.secretKey;
  rows = keyTable(plain);
});

describe("Kong, as far as its stand-in knows it", () => {
  it("turns keys into tokens as Envoy does, but for what upstream does otherwise too", async () => {
    for (const { what, path, headers = {}, outcome, kong: own } of rows) {
      const expected = own ?? outcome;
      const answer = await ask({ path, headers });
      const relevant =
        typeof expected === "number" || typeof answer === "number" ? answer : pick(answer.headers, expected);
      expect([what, relevant]).toEqual([what, expected]);
    }
  });

  it.each(routeTable)("$path leads to $leads, asked with $with", async ({ path, leads, host, ...row }) => {
    const basic = `Basic ${btoa("supabase:dashboard-password")}`;
    const headers: Record<string, string> =
      row.with === "secret" ? { apikey: secret } : row.with === "dashboard" ? { authorization: basic } : {};
    const answer = await ask({ path, headers });
    if (typeof answer === "number") return expect(answer).toBe(leads);
    expect(answer.upstream).toBe(leads);
    if (host !== undefined) expect(answer.headers.host).toBe(`${host}:4000`);
    // Kong itself says the path that it has taken off, and Storage alone listens to it.
    if (row.prefix === "/storage/v1") expect(answer.headers["x-forwarded-prefix"]).toBe(row.prefix);
    if (row.with === "dashboard") expect(answer.headers.authorization).toBeUndefined();
  });
});

const pick = (headers: Record<string, string | undefined>, wanted: object) =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, headers[name]]));
