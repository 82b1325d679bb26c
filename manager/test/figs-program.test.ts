import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { program } from "../operations/workspace";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fleet-program-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the server", () => {
  it("loads neither Pulumi nor a loader for TypeScript until a job begins", { timeout: 120_000 }, async () => {
    mkdirSync(join(folder, ".supabase-fleet/embedded"), { recursive: true });
    writeFileSync(join(folder, ".supabase-fleet/embedded/dev.json"), JSON.stringify({ version: 1, resources: [] }));
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  supabase-fleet:instances: []\n");
    const tell = join(folder, "tell.cjs");
    writeFileSync(
      tell,
      'process.on("SIGUSR2", () => console.log(JSON.stringify({ loaded: Object.keys(require.cache) })));',
    );
    const args = ["serve", "--port", "0", "--folder", folder, "--stack", "dev", "--open-health"];
    const env = { ...process.env, NODE_OPTIONS: `--require ${tell}` };
    const server = spawn(join(program, "bin/fleet"), args, { env, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
      const url = /at (http\S+)\. /.exec(String((await lines.next()).value))?.[1] ?? "";
      for (const path of ["/", "/health", "/openapi.json", "/health/instances/nobody"]) await fetch(url + path);
      server.kill("SIGUSR2");
      const { loaded } = JSON.parse(String((await lines.next()).value)) as { loaded: string[] };
      expect(loaded.some((file) => file.includes("/node_modules/yaml/"))).toBe(true);
      expect(loaded.filter((file) => /node_modules\/(@pulumi|tsx|esbuild|typescript)\//.test(file))).toEqual([]);
    } finally {
      const ended = once(server, "close");
      server.kill("SIGTERM");
      await ended;
    }
  });
});

describe("bin/fleet", { timeout: 120_000 }, () => {
  const main = () => join(folder, "manager/cli/main.ts");
  const built = () => join(folder, "manager/node_modules/.cache/supabase-fleet");
  const call = () => spawnSync(join(folder, "bin/fleet"), ["one", "two"], { encoding: "utf8" });

  beforeEach(() => {
    for (const path of ["components", "engine", "manager/cli", "manager/node_modules"])
      mkdirSync(join(folder, path), { recursive: true });
    for (const path of ["bin/fleet", "bin/lib", "package.json", "package-lock.json", "tsconfig.json"])
      cpSync(join(program, path), join(folder, path), { recursive: true });
    cpSync(join(program, "manager/package.json"), join(folder, "manager/package.json"));
    symlinkSync(join(program, "node_modules"), join(folder, "node_modules"));
  });

  it("makes the program once, and anew when a source has changed", () => {
    writeFileSync(main(), "console.log(process.argv.slice(2) satisfies string[], import.meta.url);");
    expect(call().stdout).toBe(`[ 'one', 'two' ] file://${main()}\n`);
    const first = readlinkSync(join(built(), "current"));
    call();
    expect(readlinkSync(join(built(), "current"))).toBe(first);
    writeFileSync(join(folder, "components/text.ts"), 'export const text: string = "changed";');
    writeFileSync(main(), 'import { text } from "../../components/text";\nconsole.log(text);');
    expect(call().stdout).toBe("changed\n");
    writeFileSync(join(folder, "components/text.ts"), 'export const text: string = "once more";');
    expect(call().stdout).toBe("once more\n");
  });

  it("makes the program anew where the folder was moved to", () => {
    writeFileSync(main(), "console.log(import.meta.url);");
    call();
    const before = folder;
    folder = `${before}-moved`;
    renameSync(before, folder);
    expect(call()).toMatchObject({ status: 0, stdout: `file://${main()}\n` });
  });

  it("says of a mistake where in the sources it was made", () => {
    writeFileSync(
      main(),
      "interface Longer {\n  readonly text: string;\n}\n\nthrow new Error(({ text: 'wrong' } satisfies Longer).text);",
    );
    expect(call().stderr).toContain("manager/cli/main.ts:5:7");
  });

  it("runs the sources themselves where nothing can be written", () => {
    writeFileSync(join(folder, "manager/node_modules/.cache"), "a file, no folder");
    writeFileSync(main(), "console.log(process.argv.slice(2) satisfies string[]);");
    expect(call()).toMatchObject({ status: 0, stderr: "", stdout: "[ 'one', 'two' ]\n" });
  });

  it("tells of a source that cannot be read as TypeScript", () => {
    writeFileSync(main(), "const = 5;");
    const { status, stderr } = call();
    expect(status).not.toBe(0);
    expect(stderr).toContain("manager/cli/main.ts:1");
  });
});
