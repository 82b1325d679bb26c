import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export type Properties = Readonly<Record<string, unknown>>;

/** A resource as the last run left it. */
export interface StoredResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Name of the component that it belongs to; state of an earlier version lacks it. */
  readonly parent?: string | undefined;
  /** Paths of the inputs that are secret, such as `envs/3`; state of an earlier version lacks it. */
  readonly secrets?: readonly string[] | undefined;
  /** When it was made, ISO 8601; the CLI's state alone knows. */
  readonly created?: string | undefined;
}

const key = ({ type, name }: { type: string; name: string }) => `${type}::${name}`;

/** The resources of a stack, in memory alone. */
export class Resources {
  readonly #resources: Map<string, StoredResource>;

  constructor(resources: readonly StoredResource[] = []) {
    this.#resources = new Map(resources.map((resource) => [key(resource), resource]));
  }

  /** In the order in which they were made. */
  get all(): readonly StoredResource[] {
    return [...this.#resources.values()];
  }

  get(type: string, name: string): StoredResource | undefined {
    return this.#resources.get(key({ type, name }));
  }

  put(resource: StoredResource): void {
    this.#resources.set(key(resource), resource);
  }

  remove(resource: StoredResource): void {
    this.#resources.delete(key(resource));
  }
}

/**
 * The resources that a state file holds; none when there is no file.
 * @throws Error when it is no state.
 */
export function readState(path: string): StoredResource[] {
  if (!existsSync(path)) return [];
  const { version, resources } = JSON.parse(readFileSync(path, "utf8")) as {
    version: number;
    resources: StoredResource[];
  }; // written below
  if (version !== 1) throw new Error(`${path} is no state file of this engine`);
  return resources;
}

/** All resources of a stack in one JSON file, mode 0600: it holds every secret in plain text. */
export class State extends Resources {
  readonly path: string;

  /** @throws Error when another run holds the file, or when it is no state. */
  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    lock(`${path}.lock`);
    super(readState(path));
    this.path = path;
  }

  /** Written at once: a run that is killed here is completed by the next one. */
  override put(resource: StoredResource): void {
    super.put(resource);
    this.#save();
  }

  override remove(resource: StoredResource): void {
    super.remove(resource);
    this.#save();
  }

  close(): void {
    if (this.all.length === 0) rmSync(this.path, { force: true });
    rmSync(`${this.path}.lock`, { force: true });
  }

  #save(): void {
    writeFileSync(`${this.path}.new`, JSON.stringify({ version: 1, resources: this.all }), {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${this.path}.new`, this.path);
  }
}

/** A lock of a process that is gone does not count. */
function lock(path: string): void {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx", mode: 0o600 });
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
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
