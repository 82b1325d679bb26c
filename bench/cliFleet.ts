import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FleetFolder } from "./folder";

/** A stack that the `pulumi` of the PATH makes. */
export class CliFleet extends FleetFolder {
  protected override readonly key: Readonly<Record<string, string>>;

  constructor() {
    super();
    const own = join(this.folder, ".supabase-fleet");
    mkdirSync(join(own, "state"), { recursive: true });
    const passphrase = join(own, "passphrase");
    writeFileSync(passphrase, "bench", { mode: 0o600 });
    const project = join(this.folder, "Pulumi.yaml");
    writeFileSync(project, "name: supabase-fleet\nruntime: nodejs\n");
    const env = { ...process.env, PULUMI_BACKEND_URL: `file://${join(own, "state")}`, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase }; // prettier-ignore
    const made = spawnSync("pulumi", ["stack", "init", "bench", "--non-interactive"], { cwd: this.folder, encoding: "utf8", env }); // prettier-ignore
    if (made.status !== 0) throw new Error(made.stderr || made.error?.message);
    rmSync(project);
    this.key = { encryptionsalt: /encryptionsalt: (\S+)/.exec(readFileSync(this.stackFile, "utf8"))?.[1] ?? "" };
  }
}
