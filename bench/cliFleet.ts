import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Settings, root, run } from "./stack";

/** A stack in a folder of its own, driven by `bin/fleet` on the `pulumi` of the PATH. */
export class CliFleet {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  readonly #salt: string;

  constructor() {
    const own = join(this.#folder, ".supabase-fleet");
    mkdirSync(join(own, "state"), { recursive: true });
    const passphrase = join(own, "passphrase");
    writeFileSync(passphrase, "bench", { mode: 0o600 });
    const project = join(this.#folder, "Pulumi.yaml");
    writeFileSync(project, "name: supabase-fleet\nruntime: nodejs\n");
    const env = { ...process.env, PULUMI_BACKEND_URL: `file://${join(own, "state")}`, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase }; // prettier-ignore
    const made = spawnSync("pulumi", ["stack", "init", "bench", "--non-interactive"], { cwd: this.#folder, encoding: "utf8", env }); // prettier-ignore
    if (made.status !== 0) throw new Error(made.stderr || made.error?.message);
    rmSync(project);
    this.#salt = /encryptionsalt: (\S+)/.exec(readFileSync(this.#stackFile, "utf8"))?.[1] ?? "";
  }

  get #stackFile(): string {
    return join(this.#folder, "Pulumi.bench.yaml");
  }

  write(settings: Settings): void {
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]));
    writeFileSync(this.#stackFile, stringify({ encryptionsalt: this.#salt, config }));
  }

  /** @throws Error with everything it printed when it does not end with 0. */
  async call(...args: string[]): Promise<void> {
    await run(join(root, "bin/fleet"), [...args, ...this.#stack], { cwd: root });
  }

  /** `data` of what `fleet … --json` prints; it may take up to 20 minutes. */
  async json<T>(...args: string[]): Promise<T> {
    const file = join(this.#folder, "answer.json");
    await run("sh", ["-c", 'file=$1; shift; "$@" >"$file"', "sh", file, join(root, "bin/fleet"), ...args, "--json", ...this.#stack], { cwd: root }); // prettier-ignore
    return (JSON.parse(readFileSync(file, "utf8")) as { data: T }).data; // the caller names the documented shape
  }

  get #stack(): string[] {
    return ["--folder", this.#folder, "--stack", "bench"];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
