import type { ChildProcess } from "node:child_process";
import { createConnection } from "node:net";

/** Waits until a program of ours takes connections on a loopback port. @throws Error when it ended before. */
export async function listening(port: number, child: ChildProcess, host = "127.0.0.1"): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with code ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ host, port });
      socket.once("connect", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
