import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stringify } from "yaml";
import { cleanUp, missingDocker } from "../../../test/live/docker";
import { lean, registry } from "../../../test/live/settings";
import { embeddedState } from "../../operations/engines/embedded";
import { program } from "../../operations/workspace";

/** What a call of `fleet` came to. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a stack file, driven through the command line as a user would. */
export interface LiveFleet {
  readonly folder: string;
  readonly stackFile: string;
  /** Runs `fleet` with these arguments. */
  fleet(...args: string[]): Promise<Called>;
  /** `data` of what `fleet … --json` prints. */
  json<T>(...args: string[]): Promise<T>;
  /** Starts `fleet` and kills it, with everything below it, once `when` is true. */
  killed(when: (said: string) => boolean, ...args: string[]): Promise<void>;
  /** Runs `fleet` while somebody listens, who may interrupt it as Ctrl-C does. */
  watched(listen: (said: string, interrupt: () => void) => void, ...args: string[]): Promise<Called>;
  /** Writes the stack file anew. */
  write(instances: readonly Record<string, unknown>[], more?: Record<string, unknown>): void;
  remove(): void;
}

export type EngineName = "embedded engine" | "Pulumi CLI";

/** Both engines, with why one cannot run here. */
export const engineNames: readonly { readonly name: EngineName; readonly missing: string | undefined }[] = [
  { name: "embedded engine", missing: missingDocker() },
  {
    name: "Pulumi CLI",
    missing: missingDocker() ?? (spawnSync("pulumi", ["version"]).status === 0 ? undefined : "no pulumi on the PATH"),
  },
];

/** A lean instance: database, gateway, Auth and REST. */
export const leanInstance = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  ...lean,
  ...more,
});

/** A fleet in a folder of its own, whose instances have these names; nothing is brought up yet. */
export function liveFleet(engine: EngineName, names: readonly string[]): LiveFleet {
  cleanUp(names);
  const folder = mkdtempSync(join(tmpdir(), "fleet-manager-"));
  const stackFile = join(folder, "Pulumi.live.yaml");
  const salt = engine === "Pulumi CLI" ? initStack(folder) : prepareEmbedded(folder);
  // The stack lies in the folder, whatever backend the caller uses for others.
  const { PULUMI_BACKEND_URL: _url, PULUMI_CONFIG_PASSPHRASE: _passphrase, ...inherited } = process.env;
  const environment = { ...inherited, FLEET_FOLDER: folder, FLEET_STACK: "live", NO_COLOR: "1" };
  const start = (args: readonly string[], detached = false) =>
    spawn(join(program, "bin/fleet"), args, { env: environment, detached, stdio: ["ignore", "pipe", "pipe"] });
  const fleet = async (...args: string[]): Promise<Called> => {
    const child = start(args);
    const ended = new Promise<number>((done) => child.once("close", (code) => done(code ?? 1)));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, stderr };
  };
  return {
    folder,
    stackFile,
    fleet,
    async json<T>(...args: string[]) {
      const { stdout, stderr } = await fleet(...args, "--json");
      if (stdout === "") throw new Error(stderr);
      return (JSON.parse(stdout) as { data: T }).data; // the caller names the documented shape
    },
    async killed(when, ...args) {
      const child = start(args, true);
      let said = "";
      const ended = new Promise<void>((done) => child.once("close", () => done()));
      const listen = (piece: Buffer) => {
        said += piece.toString();
        if (when(said) && child.pid !== undefined && child.exitCode === null) {
          process.kill(-child.pid, "SIGKILL");
        }
      };
      child.stdout.on("data", listen);
      child.stderr.on("data", listen);
      await ended;
    },
    async watched(listen, ...args) {
      const child = start(args, true);
      const said = { stdout: "", stderr: "" };
      let interrupted = false;
      // Once: a second time ends it without the clearing up.
      const interrupt = () => {
        if (!interrupted && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
        interrupted = true;
      };
      const ended = new Promise<number>((done) => child.once("close", (code) => done(code ?? 1)));
      for (const name of ["stdout", "stderr"] as const)
        child[name].on("data", (piece: Buffer) => {
          said[name] += piece.toString();
          listen(said.stdout + said.stderr, interrupt);
        });
      return { code: await ended, ...said };
    },
    write(instances, more = {}) {
      const settings = {
        domain: "fleet.test",
        registry,
        hosts: { local: { edge: { mode: "none" } } },
        defaults: { auth: { email: { autoconfirm: true } } },
        ...more,
        instances,
      };
      const config = Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]),
      );
      writeFileSync(stackFile, stringify({ ...(salt === undefined ? {} : { encryptionsalt: salt }), config }));
    },
    remove() {
      cleanUp(names);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An empty state of the embedded engine. */
export function prepareEmbedded(folder: string): undefined {
  const state = embeddedState(folder, "live");
  mkdirSync(join(state, ".."), { recursive: true });
  // An empty state, so that this engine is chosen where there is a CLI too.
  writeFileSync(state, JSON.stringify({ version: 1, resources: [] }), { mode: 0o600 });
}

/** Makes the stack on a backend in the folder. @returns the salt of its encryption. */
function initStack(folder: string): string {
  const own = join(folder, ".supabase-fleet");
  mkdirSync(join(own, "state"), { recursive: true });
  writeFileSync(join(own, "passphrase"), "live tests", { mode: 0o600 });
  writeFileSync(join(folder, "Pulumi.yaml"), "name: supabase-fleet\nruntime: nodejs\n");
  const made = spawnSync("pulumi", ["stack", "init", "live", "--non-interactive"], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(own, "state")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(own, "passphrase"),
    },
  });
  if (made.status !== 0) throw new Error(made.stderr);
  rmSync(join(folder, "Pulumi.yaml"));
  return /encryptionsalt: (\S+)/.exec(readFileSync(join(folder, "Pulumi.live.yaml"), "utf8"))?.[1] ?? "";
}
