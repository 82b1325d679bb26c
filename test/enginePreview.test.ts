import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";

let folder: string;
let docker: http.Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fleet-preview-"));
  // A Docker that has nothing yet.
  docker = http.createServer((_, answer) => answer.writeHead(404).end('{"message":"No such thing"}'));
  await new Promise<void>((done) => docker.listen(join(folder, "docker.sock"), done));
});
afterEach(() => {
  docker.close();
  rmSync(folder, { recursive: true, force: true });
});

it(
  "a preview of a new instance comes to its end, though much in it only a run will know",
  { timeout: 120_000 },
  async () => {
    const config = {
      "supabase-fleet:domain": "example.com",
      "supabase-fleet:hosts": { local: { docker: `unix://${join(folder, "docker.sock")}`, edge: { mode: "none" } } },
      "supabase-fleet:instances": [{ name: "blog" }],
    };
    const stackFile = join(folder, "Pulumi.new.yaml");
    writeFileSync(stackFile, stringify({ config }));
    const state = join(folder, "state.json");
    const args = ["--import", "tsx", "engine/main.ts", "preview", "--stack-file", stackFile, "--state", state];
    const child = spawn(process.execPath, args, { cwd: resolve(__dirname, ".."), stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise((done) => child.once("close", done));
    const said = await text(child.stderr);
    expect({ code: await ended, end: said.trimEnd().split("\n").at(-1) }).toEqual({
      code: 0,
      end: expect.stringMatching(/^[1-9][0-9]* changes, 0 unchanged$/),
    });
    expect(said).toMatch(/^ {2}create +blog-auth \(Container\)$/m);
    expect(existsSync(state)).toBe(false);
  },
);
