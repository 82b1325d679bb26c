import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { StoredResource } from "../../engine/state";
import { embeddedState } from "../operations/engines/embedded";
import { model } from "../operations/model";
import { openWorkspace, program } from "../operations/workspace";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fleet-alone-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An address of documentation, at which nobody is. */
const nowhere = "tcp://192.0.2.1:2375";

function write(auth: Record<string, unknown>, more: Record<string, unknown> = {}): void {
  const config = {
    "supabase-fleet:domain": "example.com",
    "supabase-fleet:hosts": { away: { docker: nowhere, edge: { mode: "none" } } },
    "supabase-fleet:instances": [{ name: "blog", auth }],
  };
  writeFileSync(join(folder, "Pulumi.alone.yaml"), stringify({ ...more, config }));
}

/** Runs `fleet` on a machine without the Pulumi CLI, and without a Docker. */
async function fleet(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = ["/usr/bin", "/bin", dirname(process.execPath)].join(delimiter);
  const env = { PATH: path, HOME: folder, FLEET_FOLDER: folder, NO_COLOR: "1", DOCKER_HOST: nowhere };
  const child = spawn(join(program, "bin/fleet"), args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number>((done) => child.once("close", (code) => done(code ?? 1)));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

function keep(resources: readonly StoredResource[]): void {
  const state = embeddedState(folder, "alone");
  mkdirSync(dirname(state), { recursive: true });
  writeFileSync(state, JSON.stringify({ version: 1, resources }), { mode: 0o600 });
}

/** A state as an apply would leave it: generated passwords first, then everything that is made with them. */
async function pretendApplied(): Promise<void> {
  keep([]);
  for (let round = 0; round < 2; round++) {
    const { steps } = await model(openWorkspace({ folder, stack: "alone" }));
    const stored = steps.flatMap(({ type, name, parent, inputs = {}, secrets }): StoredResource[] => {
      const isPassword = type.endsWith(":RandomPassword");
      if (round === 0 && !isPassword) return [];
      const made = isPassword ? { ...inputs, result: `Secret-of-${name}`, bcryptHash: "x" } : inputs;
      return [{ type, name, id: `${name}-id`, parent, inputs, outputs: made, secrets, protect: false, retainOnDelete: false }]; // prettier-ignore
    });
    keep(stored);
  }
}

describe(
  "fleet plan on a machine with neither Docker nor Pulumi, for a host that does not answer",
  { timeout: 240_000 },
  () => {
    it("says what a change would do, from the state alone", async () => {
      write({});
      await pretendApplied();
      write({ siteUrl: "https://app.example.com" });
      const { code, stdout, stderr } = await fleet("plan");
      expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
      expect(stdout).toContain('because auth.siteUrl changed: default → "https://app.example.com"');
      expect(stdout).toContain("GOTRUE_SITE_URL: http://127.0.0.1:");
      expect(stdout).not.toContain("Secret-of-");
    });

    it("does not take the stack of a Pulumi elsewhere for a new one, and says what is missing", async () => {
      write({}, { encryptionsalt: "v1:abc" });
      const { code, stdout, stderr } = await fleet("plan");
      expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
      expect(stderr).toMatch(/^The Pulumi CLI keeps this stack, and it cannot be started here: .*\n$/);
    });
  },
);
