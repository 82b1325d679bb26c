import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blog, problemsOf, specOf } from "./given";
import { folderWith } from "./folder";

const filesOf = (folder: string) => specOf({ functions: { folder } }).functionFiles.map(({ path }) => path);
const problemsWith = (folder: string) => problemsOf(blog({ functions: { folder } }));
const problem = (text: string) => [`instances/0/functions/folder: ${text}`];

describe("a folder of functions", () => {
  it("is read whole, sorted, as base64", () => {
    const folder = folderWith({ "hello/index.ts": "hello", "_shared/cors.ts": "cors", "hello/lib/a.ts": "é\n" });
    expect(specOf({ functions: { folder } }).functionFiles).toEqual([
      { path: "_shared/cors.ts", contentBase64: "Y29ycw==" },
      { path: "hello/index.ts", contentBase64: "aGVsbG8=" },
      { path: "hello/lib/a.ts", contentBase64: "w6kK" },
    ]);
  });

  it("keeps bytes that are no text", () => {
    const folder = folderWith({});
    writeFileSync(join(folder, "icon.png"), Buffer.from([0, 255, 137, 80]));
    expect(specOf({ functions: { folder } }).functionFiles).toEqual([{ path: "icon.png", contentBase64: "AP+JUA==" }]);
  });

  it("may be empty", () => {
    expect(filesOf(folderWith({}))).toEqual([]);
  });

  it("leaves out dot files and node_modules, wherever they are and whatever they hold", () => {
    const folder = folderWith({
      "hello/index.ts": "",
      ".env": "SECRET=1",
      ".git/config": "",
      "hello/.env.local": "SECRET=1",
      "hello/node_modules/left-pad/index.js": "",
      "node_modules/strange name/index.js": "",
    });
    symlinkSync("/etc/passwd", join(folder, ".link"));
    expect(filesOf(folder)).toEqual(["hello/index.ts"]);
  });

  it.each(["index.ts", "a+b@c.json", "[id].ts", "(group)", "UPPER_lower-9.d.ts", "-rf"])(
    "takes a file called %s",
    (name) => {
      expect(filesOf(folderWith({ [`hello/${name}`]: "" }))).toEqual([`hello/${name}`]);
    },
  );
});

describe("a folder of functions is refused", () => {
  it("with a link to a file", () => {
    const folder = folderWith({ "hello/index.ts": "" });
    symlinkSync("/etc/passwd", join(folder, "hello/data.txt"));
    expect(problemsWith(folder)).toEqual(problem(`hello/data.txt in ${folder} is a link; put the file itself there`));
  });

  it("with a link to a folder", () => {
    const folder = folderWith({});
    symlinkSync("/etc", join(folder, "hello"));
    expect(problemsWith(folder)).toEqual(problem(`hello in ${folder} is a link; put the file itself there`));
  });

  it("with a link that leads nowhere", () => {
    const folder = folderWith({});
    symlinkSync("/nowhere", join(folder, "hello"));
    expect(problemsWith(folder)).toEqual(problem(`hello in ${folder} is a link; put the file itself there`));
  });

  it("with a pipe, which would never end", () => {
    const folder = folderWith({});
    execFileSync("mkfifo", [join(folder, "hello")]);
    expect(problemsWith(folder)).toEqual(problem(`hello in ${folder} is neither a file nor a folder`));
  });

  it("with a function called main, which is the router", () => {
    const folder = folderWith({ "main/index.ts": "" });
    expect(problemsWith(folder)).toEqual(
      problem(`the folder ${folder} holds main, which is the router's name; take it out`),
    );
  });

  it("but not for a main further down", () => {
    expect(filesOf(folderWith({ "hello/main": "" }))).toEqual(["hello/main"]);
  });

  it("with more than 20 MB, counted before they are read", () => {
    const folder = folderWith({ "a.bin": "", "b/c.bin": "" });
    truncateSync(join(folder, "a.bin"), 20 * 1024 * 1024);
    expect(filesOf(folder)).toHaveLength(2);
    truncateSync(join(folder, "b/c.bin"), 1);
    expect(problemsWith(folder)).toEqual(problem(`the folder ${folder} holds more than 20 MB`));
    truncateSync(join(folder, "b/c.bin"), 64 * 1024 ** 3);
    expect(problemsWith(folder)).toEqual(problem(`the folder ${folder} holds more than 20 MB`));
  });

  it.each([
    "a b.ts",
    "a\nb.ts",
    "a'b.ts",
    'a"b.ts',
    "a;b.ts",
    "$(id).ts",
    "`id`.ts",
    "a\\b.ts",
    "a|b",
    "a&b",
    "é.ts",
    "~",
  ])("with a file called %j", (name) => {
    const folder = folderWith({ [`hello/${name}`]: "" });
    const written = JSON.stringify(`hello/${name}`);
    expect(problemsWith(folder)).toEqual(
      problem(`the file name ${written} has characters that are not letters, digits or . _ @ + - ( ) [ ]`),
    );
  });

  it("with a folder of a strange name", () => {
    const folder = folderWith({});
    mkdirSync(join(folder, "my function"));
    expect(problemsWith(folder)).toEqual(
      problem('the file name "my function" has characters that are not letters, digits or . _ @ + - ( ) [ ]'),
    );
  });
});

describe("texts from files", () => {
  it("are read for mails and for the first SQL", () => {
    const folder = folderWith({ "invite.html": "<p>{{ .ConfirmationURL }}</p>\n", "init.sql": "select 1;" });
    const spec = specOf({
      auth: { mail: { templates: { invite: { file: join(folder, "invite.html") }, recovery: "<p>Again</p>" } } },
      database: { initSql: { file: join(folder, "init.sql") } },
    });
    expect(spec.mailTemplates).toEqual({ invite: "<p>{{ .ConfirmationURL }}</p>\n", recovery: "<p>Again</p>" });
    expect(spec.initSql).toBe("select 1;");
    expect(spec.services).toContain("templates");
  });
});
