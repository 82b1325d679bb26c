import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileProvider } from "../../components/dynamic/remoteFile";

export type FileState = Parameters<typeof fileProvider.create>[0];

/** A folder for one test, with one file in it as a remote file of this machine. */
export class RemoteFolder {
  readonly path = mkdtempSync(join(tmpdir(), "fleet-file-"));
  readonly target = join(this.path, "acme.caddy");

  file(settings: Partial<FileState> = {}): FileState {
    const usual = { mode: "0640", owner: "", validate: "", reload: "", providerVersion: 1 };
    return { host: "local", path: this.target, content: "first\n", ...usual, ...settings };
  }

  create(settings: Partial<FileState> = {}) {
    return fileProvider.create(this.file(settings));
  }

  update(settings: Partial<FileState>) {
    return fileProvider.update?.("id", this.file(), this.file(settings));
  }

  delete(settings: Partial<FileState> = {}) {
    return fileProvider.delete?.("id", this.file(settings));
  }

  /** A reload that notes what it finds, and fails where that says so. */
  get reload(): string {
    return `cat '${this.target}' >>'${join(this.path, "reloads")}' 2>&1; ! grep -q fails '${this.target}'`;
  }

  get reloads(): string {
    return readFileSync(join(this.path, "reloads"), "utf8");
  }

  get content(): string {
    return readFileSync(this.target, "utf8");
  }

  /** What lies in the folder besides the lock that all writers share. */
  left(below = ""): string[] {
    const names = readdirSync(join(this.path, below)).filter((name) => name !== ".supabase-fleet.lock");
    return names.sort();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
