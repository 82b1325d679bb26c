import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { FleetError } from "./errors";
import { type Workspace, kept } from "./workspace";

interface Contents<T> {
  readonly version: 1;
  readonly instances: Readonly<Record<string, T>>;
}

/** What is under way in a stack, by instance, in a file beside it: a run that was killed is found again. It holds no secret. */
export class JournalFile<T> {
  readonly #file: string;

  constructor(workspace: Workspace, kind: string) {
    this.#file = kept(workspace, kind, "json");
  }

  get all(): Readonly<Record<string, T>> {
    if (!existsSync(this.#file)) return {};
    const contents = JSON.parse(readFileSync(this.#file, "utf8")) as Contents<T>; // written below
    if (contents.version === 1) return contents.instances;
    throw new FleetError("config", `${this.#file} was written by a later version of fleet; end what is under way with it.`); // prettier-ignore
  }

  of(name: string): T | undefined {
    return this.all[name];
  }

  set(name: string, entry: T): void {
    this.#save({ ...this.all, [name]: entry });
  }

  remove(name: string): void {
    const { [name]: _gone, ...others } = this.all;
    if (Object.keys(others).length > 0) this.#save(others);
    else rmSync(this.#file, { force: true });
  }

  #save(instances: Contents<T>["instances"]): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const contents: Contents<T> = { version: 1, instances };
    writeFileAtomic.sync(this.#file, JSON.stringify(contents, null, 2), { mode: 0o600 });
  }
}
