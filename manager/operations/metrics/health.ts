import { type InstanceState, status } from "../status";
import type { Workspace } from "../workspace";

/** Milliseconds for which an answer counts: monitors that ask at once are answered by one question to the host. */
const fresh = 3000;

/** How instances are, for those who ask often. */
export class Health {
  readonly #workspace: Workspace;
  readonly #answers = new Map<string, { readonly at: number; readonly answer: Promise<InstanceState> }>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** One question to the host of the instance. @throws FleetError when there is no such instance, or the list is wrong. */
  async of(name: string): Promise<InstanceState> {
    const known = this.#answers.get(name);
    if (known !== undefined && Date.now() - known.at < fresh) return await known.answer;
    const answer = this.#ask(name);
    this.#answers.set(name, { at: Date.now(), answer });
    // A name that there is not must not be remembered: anybody may ask for any.
    answer.catch(() => this.#answers.delete(name));
    return await answer;
  }

  async #ask(name: string): Promise<InstanceState> {
    const { instances } = await status(this.#workspace, { names: [name], depth: "health" });
    return instances[0]?.state ?? "UNKNOWN";
  }
}
