import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { EmbeddedFleet } from "./embeddedFleet";
import { docker } from "./host";
import { backupRows, fleet, lean, nameOf, numbered, prefix } from "./settings";

const index = 70;
const yardstick = `${prefix}-yardstick`;

/** A lean instance that makes backups into a folder of this machine, with a table of about 1 GiB, and Postgres's own tools beside it. */
export class BackedUp extends EmbeddedFleet {
  readonly name = nameOf(index);
  readonly #store = mkdtempSync(join(tmpdir(), "fleet-bench-store-"));
  readonly #db = `supabase-${this.name}-db`;
  readonly #backup = `supabase-${this.name}-backup`;

  async prepare(): Promise<void> {
    const backup = { store: { backend: "folder", path: this.#store }, schedule: "24h" };
    this.write(fleet([numbered(index, { ...lean, backup })]));
    await this.call("apply", "--yes");
    this.sql(rows);
    const image = docker("inspect", "--format", "{{.Config.Image}}", this.#db).join("");
    // On the database's own loopback, which its image trusts; with the weight that our container has.
    docker("run", "--detach", "--name", yardstick, "--network", `container:${this.#db}`, "--cpu-shares", "512", "--user", "0",
      "--volume", `${yardstick}:/out`, "--entrypoint", "sleep", "--env", "PGHOST=127.0.0.1", "--env", "PGUSER=supabase_admin",
      image, "infinity"); // prettier-ignore
    const waits = "until grep -q lastBackup /spool/state.json 2>/dev/null; do sleep 1; done; flock /spool/lock true";
    await this.backup(waits);
  }

  sql(text: string): string {
    const args = ["exec", "--interactive", this.#db, "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-U", "supabase_admin", "-d", "postgres"]; // prettier-ignore
    return execFileSync("docker", args, { input: text, encoding: "utf8" }).trim();
  }

  /** Seconds of a restore. */
  async restore(): Promise<number> {
    const started = performance.now();
    await this.call("restore", this.name, "--yes");
    const seconds = (performance.now() - started) / 1000;
    // A container that was stopped has another loopback afterwards.
    docker("restart", "--time", "0", yardstick);
    return seconds;
  }

  /** Seconds of a script in the backup container, after another one that is not counted. */
  async backup(script: string, first = "true", env: Readonly<Record<string, string>> = {}): Promise<number> {
    return await this.#timed(this.#backup, script, first, env);
  }

  /** The same beside Postgres. */
  async postgres(script: string, first = "true"): Promise<number> {
    return await this.#timed(yardstick, script, first, {});
  }

  async #timed(container: string, script: string, first: string, env: Readonly<Record<string, string>>) {
    this.sql("checkpoint");
    docker("exec", container, "sh", "-c", first);
    const given = Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
    const started = performance.now();
    await promisify(execFile)("docker", ["exec", ...given, container, "sh", "-c", script], { maxBuffer: 2 ** 26 });
    return (performance.now() - started) / 1000;
  }

  /** Bytes of the store. */
  stored(): number {
    return Number(docker("exec", this.#backup, "sh", "-c", "du -sk /store | cut -f1").join("")) * 1024;
  }

  /** Bytes of what Postgres's own tools have made. */
  copied(file: string): number {
    return Number(docker("exec", yardstick, "stat", "--format", "%s", `/out/${file}`).join(""));
  }

  override remove(): void {
    // What the container wrote there belongs to its own user.
    spawnSync("docker", ["exec", this.#backup, "sh", "-c", "rm -rf /store/*"]);
    rmSync(this.#store, { recursive: true, force: true });
    super.remove();
  }
}

/** As pgbench has them, but with a filler that is not all blanks, since those would shrink to nothing. */
const rows = `
  create table public.accounts (aid int primary key, bid int not null, abalance int not null, filler char(84));
  insert into public.accounts
    select i, i / 100000, (random() * 100000)::int, md5(i::text) from generate_series(1, ${backupRows}) i;
  vacuum analyze public.accounts;
  checkpoint;`;
