import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, it } from "vitest";
import { verifyText } from "../cli/show/verifyText";
import { isKnownToAll } from "../operations/verify/checks/demoKeys";
import type { CheckResult, VerifyReport } from "../operations/verify/types";

const passed: CheckResult = { id: "sign-up", sentence: "a user is made, signs in and is known by the token", result: "passed", milliseconds: 142 }; // prettier-ignore

const report: VerifyReport = {
  stack: "prod",
  instances: [
    {
      name: "blog",
      host: "local",
      checks: [
        passed,
        {
          id: "names",
          sentence: "db, auth and every other name lead to its own containers",
          result: "failed",
          detail:
            "supabase-shop-db answers to db in supabase-blog. Take it out:\ndocker network disconnect supabase-blog supabase-shop-db\nIn supabase-blog-auth, db leads to 10.213.4.9, which is supabase-shop-db.",
          milliseconds: 388,
        },
        { id: "storage", sentence: "a file is stored", result: "skipped", detail: "services.storage is off", milliseconds: 0 }, // prettier-ignore
        {
          id: "certificate",
          sentence: "each name has a certificate, in date and rightly signed",
          result: "passed",
          detail: "3 names; the first ends in 61 days",
          milliseconds: 35,
        },
      ],
    },
    { name: "shop", host: "berlin", checks: [passed] },
  ],
  totals: { passed: 3, failed: 1, skipped: 1 },
};

describe("the report of fleet verify", () => {
  it("says what passed, what failed with what to do, and why something was skipped", async () => {
    await expect(`${plain(verifyText(report))}\n`).toMatchFileSnapshot("golden/verify.txt");
  });

  it("keeps to 100 columns", () => {
    expect(Math.max(...plain(verifyText(report)).split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100); // prettier-ignore
  });
});

describe("a demo value in a container", () => {
  it.each([
    "JWT_SECRET=your-super-secret-jwt-token-with-at-least-32-characters-long",
    "POSTGRES_PASSWORD=postgres",
    "DATABASE_URL=postgres://supabase_admin:postgres@db:5432/postgres",
    'SUPABASE_SECRET_KEYS={"default":"sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"}',
  ])("is found in %s", (line) => expect(isKnownToAll(line)).toBe(true));

  it.each(["POSTGRES_DB=postgres", "DB_USER=postgres", "PGRST_DB_SCHEMAS=public", "POSTGRES_PASSWORD=b3f2a95c0d", ""])(
    "is not in %s",
    (line) => expect(isKnownToAll(line)).toBe(false),
  );
});
