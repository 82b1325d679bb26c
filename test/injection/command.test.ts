import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import type { Secrets } from "../../components/spec";
import { db } from "../../components/services/db";
import { functions } from "../../components/services/functions";
import { instanceUrls } from "../../components/urls";
import { secretsOf } from "../support/fixtures";
import { blog, problemsOf } from "../config/given";
import { folderWith } from "../config/folder";
import { around, cases } from "./attempts";
import { specFrom } from "./frame";

let secrets: Secrets;
beforeAll(async () => {
  secrets = await secretsOf();
});

const config = (text: string) => blog({ database: { settings: { application_name: text } } });

function command(text: string): readonly string[] {
  const instance = specFrom(config(text));
  return db(instance, secrets, instanceUrls(instance)).command ?? [];
}

/** Texts that the schema lets through. */
const accepted = cases.flatMap(([name, attempt]) =>
  around("usual", attempt).flatMap((text) => (problemsOf(config(text)).length === 0 ? [{ name, text }] : [])),
);

describe("a database setting", () => {
  it("holds neither quotes nor backslashes nor control characters", () => {
    const letters = /['\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
    expect(accepted.length).toBeGreaterThan(20);
    expect(accepted.filter(({ text }) => letters.test(text))).toEqual([]);
  });

  it.each(accepted)("is one word of the command with $name in it", ({ text }) => {
    expect(command(text)).toEqual([
      "postgres",
      "-c",
      "config_file=/etc/postgresql/postgresql.conf",
      "-c",
      `application_name=${text}`,
      "-c",
      "log_min_messages=fatal",
    ]);
  });

  it("stays one word in the image's first start, which hands the command through two shells", () => {
    const texts = accepted.map(({ text }) => `application_name=${text}`);
    // docker-entrypoint.sh: pg_ctl -o "$(printf '%q ' "$@")", and pg_ctl runs sh.
    const quoted = execFileSync("bash", ["-c", `printf '%q ' "$@"`, "bash", ...texts], { encoding: "utf8" });
    const words = execFileSync("sh", ["-c", `for word in ${quoted}; do printf '%s\\n' "$word"; done`], {
      encoding: "utf8",
      cwd: folderWith({}),
    });
    expect(words.trimEnd().split("\n")).toHaveLength(texts.length);
  });
});

describe("a folder of functions", () => {
  it.each(["it's", "a b", "$(touch pwned)", "`id`", "a;b", "--version", "ä"])(
    "called %j is not in a command",
    (name) => {
      const folder = `${folderWith({ [`${name}/hello/index.ts`]: "" })}/${name}`;
      const instance = specFrom(blog({ functions: { folder } }));
      const { command: script, files = [] } = functions(instance, secrets, instanceUrls(instance));
      expect(script?.join("\n")).not.toContain(name);
      expect(files.map(({ path }) => path)).toEqual([
        "/fleet/functions/main/index.ts",
        "/fleet/functions/hello/index.ts",
      ]);
    },
  );

  it("cannot lay a file beside its own", () => {
    const folder = folderWith({ "a/b.ts": "", "..c/d.ts": "", "e..f": "" });
    const instance = specFrom(blog({ functions: { folder } }));
    const { files = [] } = functions(instance, secrets, instanceUrls(instance));
    expect(files.map(({ path }) => path).slice(1)).toEqual(["/fleet/functions/a/b.ts", "/fleet/functions/e..f"]);
  });
});
