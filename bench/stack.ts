import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

/** A stack config without the `supabase-fleet:` before every key. */
export type Settings = Record<string, unknown>;

export const root = resolve(__dirname, "..");

const stack = `bench${process.pid}`;

/** A stack with a state of its own below the system's temporary folder, run by the `pulumi` on the PATH. */
export class Stack {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  readonly #salt: string;
  readonly #program: string;

  /** @param program folder of the Pulumi program; this repository's own when it is not given. */
  constructor(program = root) {
    this.#program = program;
    mkdirSync(join(this.#folder, "state"));
    this.#pulumiSync("stack", "init", stack);
    const written = join(program, `Pulumi.${stack}.yaml`);
    this.#salt = /encryptionsalt: (\S+)/.exec(readFileSync(written, "utf8"))?.[1] ?? "";
    rmSync(written);
  }

  /** Seconds that `pulumi preview` takes. */
  async preview(settings: Settings): Promise<number> {
    return await this.#timed("preview", this.#configured(settings));
  }

  /** Seconds that `pulumi up` takes. */
  async up(settings: Settings, ...more: string[]): Promise<number> {
    return await this.#timed("up", ["--yes", "--skip-preview", ...this.#configured(settings), ...more]);
  }

  /** `pulumi up` that is not measured: it writes the state down at its end alone, which saves minutes on a large stack. */
  async prepare(settings: Settings): Promise<void> {
    const once = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
    await this.#timed("up", ["--yes", "--skip-preview", ...this.#configured(settings)], once);
  }

  /** What the program exports, in plain text. */
  outputs(): Record<string, Record<string, string>> {
    const { stdout } = this.#pulumiSync("stack", "output", "--stack", stack, "--json", "--show-secrets");
    return JSON.parse(stdout).instances;
  }

  /** Forgets the stack; what it made has to be gone before. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #configured(settings: Settings): string[] {
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]));
    const file = join(this.#folder, "config.yaml");
    writeFileSync(file, stringify({ encryptionsalt: this.#salt, config }));
    return ["--config-file", file];
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(this.#folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    };
  }

  #pulumiSync(...args: string[]): SpawnSyncReturns<string> {
    const options = { cwd: this.#program, env: this.#environment, encoding: "utf8", maxBuffer: 2 ** 30 } as const;
    const result = spawnSync("pulumi", [...args, "--non-interactive"], options);
    if (result.status !== 0) throw new Error(`pulumi ${args.join(" ")}: ${result.stderr || result.error?.message}`);
    return result;
  }

  async #timed(action: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<number> {
    const started = performance.now();
    await run("pulumi", [action, "--stack", stack, ...args, "--non-interactive", "--color", "never"], {
      cwd: this.#program,
      env: { ...this.#environment, ...more },
    });
    return (performance.now() - started) / 1000;
  }
}

/** Runs a program to its end. @returns its standard output. @throws Error with everything it printed when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let [log, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    log += piece;
    output += piece;
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (log += piece));
  const code = await new Promise((done, fail) => child.once("close", done).once("error", fail));
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${log}`);
  return output;
}
