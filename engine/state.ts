import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** A resource as the last run left it. */
export interface StoredResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

export type Properties = Readonly<Record<string, unknown>>;

/** All resources of a stack in one JSON file, mode 0600: it holds every secret in plain text. */
export class State {
  readonly #path: string;
  readonly #resources: Map<string, StoredResource>;

  private constructor(path: string, resources: readonly StoredResource[]) {
    this.#path = path;
    this.#resources = new Map(resources.map((resource) => [key(resource.type, resource.name), resource]));
  }

  /** @throws Error when another run holds the file, or when it cannot be read. */
  static open(path: string): State {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    lock(`${path}.lock`);
    if (!existsSync(path)) return new State(path, []);
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    const version = typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : undefined;
    if (version !== 1) throw new Error(`${path} is no state file of this engine`);
    return new State(path, (parsed as { resources: StoredResource[] }).resources); // version 1 has this shape
  }

  get(type: string, name: string): StoredResource | undefined {
    return this.#resources.get(key(type, name));
  }

  /** In the order in which they were made. */
  get all(): readonly StoredResource[] {
    return [...this.#resources.values()];
  }

  /** Written at once: a run that is killed here is completed by the next one. */
  put(resource: StoredResource): void {
    this.#resources.set(key(resource.type, resource.name), resource);
    this.#save();
  }

  remove(resource: StoredResource): void {
    this.#resources.delete(key(resource.type, resource.name));
    this.#save();
  }

  close(): void {
    if (this.#resources.size === 0) rmSync(this.#path, { force: true });
    rmSync(`${this.#path}.lock`, { force: true });
  }

  #save(): void {
    const temporary = `${this.#path}.new`;
    const file = openSync(temporary, "w", 0o600);
    writeSync(file, `${JSON.stringify({ version: 1, resources: this.all }, null, 1)}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, this.#path);
  }
}

const key = (type: string, name: string) => `${type}::${name}`;

/** A lock of a process that is gone does not count. */
function lock(path: string): void {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
  } catch (error) {
    if (!existsSync(path)) throw error;
    const holder = Number(readFileSync(path, "utf8"));
    if (isRunning(holder))
      throw new Error(`Another run (process ${holder}) is at work on this stack. Wait for it to end.`);
    rmSync(path, { force: true });
    lock(path);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch {
    return false;
  }
}
