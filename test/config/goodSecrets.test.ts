import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Sealed } from "../../components/config/secretValue";
import { problemsOf, blog, specOf } from "./given";
import { folderWith } from "./folder";
import { ruleRows } from "./bad/secretRules";

afterEach(() => vi.unstubAllEnvs());

const password = "hunter2-hunter2-hunter2-hunter2-hunter2";

/** What the instance makes of a reference, if it is this text. */
function reads(given: unknown, text: string): boolean {
  return (
    specOf({ functions: { env: { TOKEN: given } } }).config.functions.env.TOKEN?.satisfies((t) => t === text) ?? false
  );
}

describe("a secret", () => {
  it("is its text, as it stands", () => {
    expect(reads("a'b\"c\\d $e {f}\n", "a'b\"c\\d $e {f}\n")).toBe(true);
  });

  it.each([
    ["without a line break", "token", "token"],
    ["with one, which editors write", "token\n", "token"],
    ["with one of Windows", "token\r\n", "token"],
    ["with two, of which one is the secret's", "token\n\n", "token\n"],
    ["of several lines, such as a key", "-----BEGIN-----\nabc\n-----END-----\n", "-----BEGIN-----\nabc\n-----END-----"],
    ["with spaces around", "  token  ", "  token  "],
  ])("is read from a file %s", (_, content, text) => {
    expect(reads({ file: join(folderWith({ token: content }), "token") }, text)).toBe(true);
  });

  it("is read from an environment variable", () => {
    vi.stubEnv("FLEET_TEST_TOKEN", "token");
    expect(reads({ env: "FLEET_TEST_TOKEN" }, "token")).toBe(true);
  });

  it("leaves as a secret output alone", async () => {
    const output = new Sealed(password).open();
    expect(await pulumi.isSecret(output)).toBe(true);
  });
});

describe("a given secret", () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYSJ9.c2ln";
  it.each([
    ["postgresPassword", "p4ssword"],
    ["jwtSecret", "k".repeat(32)],
    ["jwtSecret", "\"'`$(){}\\".repeat(5)],
    ["publishableKey", `sb_publishable_${"a".repeat(22)}_${"b".repeat(8)}`],
    ["secretKey", `sb_secret_${"a".repeat(22)}_${"b".repeat(8)}`],
    ["dashboardPassword", "Passw0rd"],
    ["realtimeDbEncKey", "0123456789abcdef"],
    ["vaultEncKey", "0123456789abcdef0123456789abcdef"],
    ["logflarePublicToken", "q7+/".repeat(10).concat("==")],
  ])("%s that keeps its rule is taken", (name, value) => {
    expect(problemsOf(blog({ secrets: { [name]: value } }))).toEqual([]);
  });

  it("jwtKeys may hold more than the one key that is used", () => {
    const d = Buffer.from(`${"\0".repeat(31)}\x01`).toString("base64url");
    const jwtKeys = JSON.stringify([
      { kty: "oct", k: "abc" },
      { kty: "EC", crv: "P-256", d },
    ]);
    expect(problemsOf(blog({ secrets: { jwtKeys } }))).toEqual([]);
  });

  it("anonKey comes with the secret that signed it", () => {
    expect(problemsOf(blog({ secrets: { anonKey: jwt, serviceRoleKey: jwt, jwtSecret: "k".repeat(32) } }))).toEqual([]);
  });
});

describe("the text of a secret", () => {
  const sealed = new Sealed(password);
  const prints: [string, () => string][] = [
    ["String", () => String(sealed)],
    ["a template", () => `${sealed}`],
    ["a sum", () => "" + sealed],
    ["JSON", () => JSON.stringify({ sealed, list: [sealed] })],
    ["inspect", () => inspect({ sealed }, { depth: null, showHidden: true, getters: true })],
    ["inspect of everything it has", () => inspect(Object.getOwnPropertyDescriptors(sealed), { showHidden: true })],
    ["console", () => format("%s %o %O %j %d", sealed, sealed, sealed, sealed, sealed)],
    ["an error", () => inspect(new Error(`refused ${sealed}`, { cause: sealed }))],
    ["a copy", () => inspect(structuredClone({ ...sealed }))],
    ["its keys and values", () => JSON.stringify([Object.keys(sealed), Object.values(sealed)])],
  ];

  it.each(prints)("is not in %s", (_, print) => {
    expect(print()).not.toContain("hunter2");
  });

  it("is not in the console", () => {
    const lines: string[] = [];
    const screen = new Writable({ write: (text, _, done) => (lines.push(String(text)), done()) });
    new Console(screen).log(sealed, { sealed }, "%s", sealed);
    expect(lines).toEqual(["[secret] { sealed: [secret] } %s [secret]\n"]);
  });

  it("is nowhere in an instance that holds it everywhere", () => {
    const spec = specOf({
      auth: {
        smtp: { host: "a.org", adminEmail: "me@a.org", password },
        providers: { google: { clientId: "id", secret: password } },
        hooks: { sendSms: { uri: "https://a.org", secrets: password } },
      },
      storage: { store: { backend: "s3", bucket: "objects", accessKeyId: password, secretAccessKey: password } },
      functions: { env: { TOKEN: password } },
      studio: { openaiApiKey: password },
      secrets: { postgresPassword: password, jwtSecret: password },
      env: { auth: { TOKEN: password } },
    });
    expect(JSON.stringify(spec)).not.toContain("hunter2");
    expect(inspect(spec, { depth: null, showHidden: true })).not.toContain("hunter2");
  });

  it.each(ruleRows)("is not in what is said of $mistake", ({ config, problems }) => {
    const [entry] = config.instances as { secrets: Record<string, string> }[]; // as `instance` in row.ts makes it
    for (const text of Object.values(entry?.secrets ?? {})) {
      expect(problemsOf(config).filter((problem) => problem.includes(text) && text.length > 4)).toEqual([]);
      expect(problems.join()).not.toContain(`"${text}"`);
    }
  });
});
