import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "./errors";
import { status } from "./status";
import type { FleetStatus, Usage } from "./status/types";
import type { Workspace } from "./workspace";

/** What a look at the fleet came to: its instances with their figures, or why nobody could look. */
export type Look = { readonly status: FleetStatus } | { readonly problem: string };

/** What an instance used at one moment. */
export interface Sample {
  /** ISO 8601. */
  readonly at: string;
  readonly instances: readonly { readonly name: string; readonly usage: Pick<Usage, "cpu" | "memory"> }[];
}

/** Milliseconds between two looks; Docker takes two seconds for its figures. */
const pause = 4000;
/** Looks that are kept: a quarter of an hour's. */
const kept = 150;

/** Looks at the fleet for as long as somebody watches: once for all of them. */
export class Watching {
  readonly #listeners = new Set<(look: Look) => void>();
  readonly #workspace: Workspace;
  readonly #past: Sample[] = [];
  #looking = false;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** What was used lately, oldest first: figures alone, for there may be many instances. */
  get past(): readonly Sample[] {
    return this.#past;
  }

  /** @returns a function that ends it. */
  listen(listener: (look: Look) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#looking) void this.#look();
    return () => void this.#listeners.delete(listener);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#listeners.size > 0) {
      const look = await this.#once();
      for (const tell of this.#listeners) tell(look);
      await sleep(pause, undefined, { ref: false });
    }
    this.#looking = false;
  }

  async #once(): Promise<Look> {
    try {
      const seen = await status(this.#workspace, { depth: "figures" });
      const instances = seen.instances.map(({ name, usage: { cpu, memory } }) => ({ name, usage: { cpu, memory } }));
      this.#past.push({ at: seen.at, instances });
      if (this.#past.length > kept) this.#past.shift();
      return { status: seen };
    } catch (error) {
      return { problem: messageOf(error) };
    }
  }
}
