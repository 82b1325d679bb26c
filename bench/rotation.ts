import { readFileSync } from "node:fs";
import { opaqueKey } from "../components/keys";
import { readState } from "../engine/state";
import { EmbeddedFleet } from "./embeddedFleet";
import { cleanUp } from "./host";
import { progress } from "./measure";
import { firstAnswer, selectWith, signUp } from "./requests";
import { fleet, lean, nameOf, numbered } from "./settings";

const index = 80;
const name = nameOf(index);

/** In this order: each rotation begins where the last one ended. */
const secrets = ["postgresPassword", "jwtSecret", "jwtKeys", "secretKey", "publishableKey", "all"];

/** What a user who is signed in notices of each rotation by `fleet rotate`, on the embedded engine. */
export async function rotation(): Promise<string> {
  const stack = new Rotated();
  try {
    await stack.call("apply", "--yes");
    const rows: string[] = [];
    for (const secret of secrets) {
      // A signing key that counts beside the next one would refuse another rotation.
      if (secret === "all") await stack.call("rotate", name, "jwtKeys", "--finish", "--now", "--yes");
      rows.push(await noticed(stack, secret));
    }
    return ["| rotated | failed requests | longest gap | whole command |", "| --- | --- | --- | --- |", ...rows].join(
      "\n",
    );
  } finally {
    stack.remove();
    cleanUp();
  }
}

async function noticed(stack: Rotated, secret: string): Promise<string> {
  const api = { apiUrl: `http://127.0.0.1:${stack.port}`, publishableKey: stack.keys().at(-1) ?? "" };
  await firstAnswer(api);
  const loop = new SignedIn(stack, await signUp(api));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const started = performance.now();
  await stack.call("rotate", name, secret, "--yes");
  const seconds = (performance.now() - started) / 1000;
  const { failed, of, gap } = await loop.stop();
  progress(`${secret}: ${failed} of ${of} failed, longest gap ${gap} ms, ${seconds.toFixed(1)} s`);
  return `| \`${secret}\` | ${failed} of ${of} | ${gap} ms | ${seconds.toFixed(1)} s |`;
}

/** One select after another as one user, at most 20 a second, by a client that has the next key as soon as it is made. */
class SignedIn {
  #over = false;
  readonly #counted: Promise<{ failed: number; of: number; gap: number }>;

  constructor(
    readonly stack: Rotated,
    readonly token: string,
    most = 10_000,
  ) {
    this.#counted = this.#ask(most);
  }

  async #ask(most: number) {
    let failed = 0;
    let of = 0;
    let gap = 0;
    let answered = performance.now();
    for (; !this.#over && of < most; of++) {
      if (await this.#answers()) {
        gap = Math.max(gap, performance.now() - answered);
        answered = performance.now();
      } else {
        failed++;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { failed, of, gap: Math.round(gap) };
  }

  async #answers(): Promise<boolean> {
    const apiUrl = `http://127.0.0.1:${this.stack.port}`;
    for (const publishableKey of this.stack.keys().slice(-2)) {
      const answer = await selectWith({ apiUrl, publishableKey }, this.token).then(
        () => true,
        () => false,
      );
      if (answer) return true;
    }
    return false;
  }

  async stop() {
    this.#over = true;
    return await this.#counted;
  }
}

/** A stack of one lean instance. */
class Rotated extends EmbeddedFleet {
  readonly port: number;

  constructor() {
    super();
    const entry = numbered(index, lean);
    this.port = (entry.ports as { gateway: number }).gateway; // numbered gives it
    this.write(fleet([entry]));
  }

  #known: { readonly text: string; readonly keys: readonly string[] } = { text: "", keys: [] };

  /** Publishable keys of every generation, the newest last. */
  keys(): readonly string[] {
    const text = readFileSync(this.state, "utf8");
    if (text === this.#known.text) return this.#known.keys;
    const own = readState(this.state).filter((resource) => resource.name.startsWith(`${name}-publishable-key`));
    this.#known = { text, keys: own.map(({ outputs }) => opaqueKey("publishable", String(outputs.result))) };
    return this.#known.keys;
  }
}
