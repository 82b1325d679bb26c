import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { program } from "../../operations/workspace";
import type { LiveFleet } from "./live";

/** `fleet serve` on a fleet, on a port of its own. */
export interface Served {
  readonly url: string;
  /** Of an admin. */
  readonly token: string;
  /** @param signal SIGKILL for one that does not live to put anything in order. */
  stop(signal?: "SIGINT" | "SIGKILL"): Promise<void>;
}

export async function served(live: LiveFleet): Promise<Served> {
  const { token } = await live.json<{ token: string }>("tokens", "create", `tester${Date.now()}`, "--scope", "admin");
  const server = spawn(join(program, "bin/fleet"), ["serve", "--port", "0"], { env: { ...process.env, FLEET_FOLDER: live.folder, FLEET_STACK: "live" }, stdio: ["ignore", "pipe", "inherit"] }); // prettier-ignore
  const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string]; // readline's event
  return {
    url: /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? "",
    token,
    async stop(signal = "SIGINT") {
      server.kill(signal);
      await once(server, "exit");
    },
  };
}
