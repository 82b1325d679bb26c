import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmbeddedFleet } from "./embeddedFleet";
import { root } from "./stack";

/** A `fleet serve` in a process of its own, as a client sees it. */
export class Server {
  readonly #process: ChildProcess;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(
    process: ChildProcess,
    readonly url: string,
    token: string,
  ) {
    this.#process = process;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  static async start(fleet: EmbeddedFleet): Promise<Server> {
    const { token } = await fleet.json<{ token: string }>("tokens", "create", "bench");
    const at = ["--folder", fleet.folder, "--stack", "bench"];
    const child = spawn(join(root, "bin/fleet"), ["serve", "--port", "0", ...at], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>((done, fail) => {
      let said = "";
      child.stdout.on("data", (piece: Buffer) => {
        said += piece.toString();
        const found = /at (http\S+)\. /.exec(said)?.[1];
        if (found !== undefined) done(found);
      });
      child.once("close", () => fail(new Error(`fleet serve ended:\n${said}`))).once("error", fail);
    });
    return new Server(child, url, token);
  }

  /** @throws Error when it is not answered with 200. */
  async text(path: string): Promise<string> {
    const answer = await fetch(this.url + path, { headers: this.#headers });
    const text = await answer.text();
    // An instance that is not healthy yet is an answer as well.
    if (!answer.ok && !path.startsWith("/health/"))
      throw new Error(`${path} was answered with ${answer.status}: ${text}`);
    return text;
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse(await this.text(path));
  }

  /** Bytes of memory that the process holds: now, and at most since it began. */
  memory(): { now: number; most: number } {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    const of = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
    return { now: of("VmRSS"), most: of("VmHWM") };
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "close");
    this.#process.kill("SIGTERM");
    await ended;
  }
}
