import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { program } from "../../operations/workspace";
import type { LiveFleet } from "./live";

/** `fleet serve` on a stack `live`. */
export interface Serving {
  readonly url: string;
  /** @param signal SIGKILL for one that does not live to put anything in order. */
  stop(signal?: "SIGINT" | "SIGKILL"): Promise<void>;
}

export interface Served extends Serving {
  /** Of an admin. */
  readonly token: string;
}

/** Serves a fleet by the command line, on a port of its own unless the options name another. @throws Error when it ends at once. */
export async function serving(folder: string, ...options: string[]): Promise<Serving> {
  const env = { ...process.env, FLEET_FOLDER: folder, FLEET_STACK: "live", NO_COLOR: "1" };
  const server = spawn(join(program, "bin/fleet"), ["serve", "--port", "0", ...options], { env, stdio: ["ignore", "pipe", "inherit"] }); // prettier-ignore
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (said: Buffer) => {
      const [found] = /http:\/\/[\d.:]+\d/.exec(said.toString()) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", (code) => reject(new Error(`fleet serve ended with ${code}`)));
  });
  return {
    url,
    async stop(signal = "SIGINT") {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill(signal);
      await once(server, "exit");
    },
  };
}

/** The same, with a token. */
export async function served(live: LiveFleet, ...options: string[]): Promise<Served> {
  const { token } = await live.json<{ token: string }>("tokens", "create", `tester${Date.now()}`, "--scope", "admin");
  return { ...(await serving(live.folder, ...options)), token };
}
