import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

/** A stack config without the `supabase-fleet:` before every key. */
export type Settings = Record<string, unknown>;

/** What a run did to one resource that was not left as it was. */
export interface Change {
  readonly action: "create" | "update" | "replace" | "delete";
  readonly name: string;
}

export interface Outcome {
  readonly code: number;
  /** Everything the run printed. */
  readonly log: string;
  readonly changes: readonly Change[];
}

/** One stack, run by one of the two engines. */
export interface Stack {
  /** `flags` are the Pulumi CLI's own. */
  up(settings: Settings, ...flags: string[]): Promise<Outcome>;
  preview(settings: Settings): Promise<Outcome>;
  /** Starts `up` and kills it without warning once `when` is true. */
  killedUp(settings: Settings, when: () => boolean): Promise<void>;
  outputs(settings: Settings): Promise<Record<string, Record<string, string>>>;
  /** Text of everything that the engine remembers, as it lies on disk. */
  stored(): string;
  remove(): void;
}

export interface EngineKind {
  readonly name: string;
  /** Why it cannot run here; undefined when it can. */
  readonly missing: string | undefined;
  create(): Stack;
}

const root = resolve(__dirname, "../..");

async function finish(child: ChildProcess): Promise<{ code: number; log: string; stdout: string }> {
  let log = "";
  let stdout = "";
  child.stdout?.on("data", (piece) => ((stdout += piece), (log += piece)));
  child.stderr?.on("data", (piece) => (log += piece));
  const code = await new Promise<number>((done) => child.once("close", (status) => done(status ?? 1)));
  return { code, log, stdout };
}

async function killWhen(child: ChildProcess, when: () => boolean): Promise<void> {
  const ended = finish(child);
  let over = false;
  void ended.then(() => (over = true));
  while (!over && !when()) await new Promise((done) => setTimeout(done, 20));
  if (child.pid !== undefined && !over) {
    process.kill(-child.pid, "SIGKILL");
  }
  await ended;
}

function writeStackFile(folder: string, settings: Settings, salt?: string): string {
  const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]));
  const path = join(folder, "Pulumi.live.yaml");
  writeFileSync(path, stringify({ ...(salt === undefined ? {} : { encryptionsalt: salt }), config }));
  return path;
}

export const embedded: EngineKind = {
  name: "embedded engine",
  missing: undefined,
  create() {
    const folder = mkdtempSync(join(tmpdir(), "fleet-live-"));
    const state = join(folder, "state.json");
    const start = (action: string, settings: Settings, ...more: string[]) =>
      spawn(
        process.execPath,
        [
          "--import",
          "tsx",
          "engine/main.ts",
          action,
          "--stack-file",
          writeStackFile(folder, settings),
          "--state",
          state,
          ...more,
        ],
        { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"] },
      );
    const run = async (action: string, settings: Settings): Promise<Outcome> => {
      const { code, log } = await finish(start(action, settings));
      const lines = [...log.matchAll(/^ {2}(create|update|replace|delete) +(\S+) \(/gm)];
      return { code, log, changes: lines.map(([, action_, name]) => ({ action: action_, name }) as Change) }; // the pattern lists the actions
    };
    return {
      up: (settings) => run("up", settings),
      preview: (settings) => run("preview", settings),
      killedUp: (settings, when) => killWhen(start("up", settings), when),
      async outputs(settings) {
        const { stdout } = await finish(start("up", settings, "--json"));
        return JSON.parse(stdout).outputs.instances;
      },
      stored: () => (existsSync(state) ? readFileSync(state, "utf8") : ""),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

const pulumiFound = spawnSync("pulumi", ["version"], { encoding: "utf8" }).status === 0;

export const cli: EngineKind = {
  name: "Pulumi CLI",
  missing: pulumiFound ? undefined : "no pulumi on the PATH",
  create() {
    const folder = mkdtempSync(join(tmpdir(), "fleet-live-"));
    for (const sub of ["state", "home"]) mkdirSync(join(folder, sub));
    const env = {
      ...process.env,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "live tests",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Lets `--event-log` through.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    };
    const pulumi = (...args: string[]) =>
      spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: root,
        env: { ...env, PATH: process.env.PATH },
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
    const init = spawnSync("pulumi", ["stack", "init", "live", "--non-interactive"], {
      cwd: root,
      env,
      encoding: "utf8",
    });
    if (init.status !== 0) throw new Error(init.stderr);
    const own = join(root, "Pulumi.live.yaml");
    const salt = /encryptionsalt: (\S+)/.exec(readFileSync(own, "utf8"))?.[1];
    rmSync(own);
    const events = join(folder, "events.jsonl");
    const start = (action: string, settings: Settings, ...more: string[]) => {
      rmSync(events, { force: true });
      const file = writeStackFile(folder, settings, salt);
      return pulumi(action, "--stack", "live", "--config-file", file, "--event-log", events, ...more);
    };
    const run = async (action: string, settings: Settings, ...more: string[]): Promise<Outcome> => {
      const { code, log } = await finish(start(action, settings, ...more));
      return { code, log, changes: changesIn(events) };
    };
    return {
      up: (settings, ...flags) => run("up", settings, "--yes", "--skip-preview", ...flags),
      preview: (settings) => run("preview", settings),
      async killedUp(settings, when) {
        await killWhen(start("up", settings, "--yes", "--skip-preview"), when);
        await finish(pulumi("cancel", "--yes", "--stack", "live"));
      },
      async outputs() {
        const { stdout } = await finish(pulumi("stack", "output", "--stack", "live", "--json", "--show-secrets"));
        return JSON.parse(stdout).instances;
      },
      stored() {
        const exported = spawnSync("pulumi", ["stack", "export", "--stack", "live"], {
          cwd: root,
          env,
          encoding: "utf8",
        });
        return exported.stdout;
      },
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: { readonly op: string; readonly urn: string } };
}

/** The engine's own account, one JSON object a line. A replacement is told in several steps, of which one counts. */
function changesIn(path: string): Change[] {
  if (!existsSync(path)) return [];
  const actions: Record<string, Change["action"]> = {
    create: "create",
    update: "update",
    delete: "delete",
    replace: "replace",
  };
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.flatMap((line) => {
    const { resourcePreEvent } = JSON.parse(line) as EngineEvent; // Pulumi's event log
    const action = actions[resourcePreEvent?.metadata.op ?? ""];
    const [, , type = "", name = ""] = resourcePreEvent?.metadata.urn.split("::") ?? [];
    const counts =
      action !== undefined &&
      !type.endsWith("pulumi:Stack") &&
      !type.endsWith("index:Instance") &&
      !type.includes("providers");
    return counts ? [{ action, name }] : [];
  });
}

export const engines: readonly EngineKind[] = [embedded, cli];
