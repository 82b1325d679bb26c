import type { Command } from "commander";
import { FleetError, messageOf } from "../../operations/errors";
import { contextOf } from "../context";

interface Flags {
  readonly bind: string;
  readonly port: string;
}

export function serve(program: Command): void {
  program
    .command("serve")
    .description("Serve the web page and the APIs, on this machine alone unless --bind says otherwise.")
    .option("--bind <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on", "8099")
    .action(async ({ bind, port }: Flags, command: Command) => {
      const workspace = contextOf(command).workspace();
      const number = Number(port);
      if (!Number.isInteger(number) || number < 0 || number > 65535)
        throw new FleetError("usage", `--port should be a number up to 65535, not "${port}".`);
      // Every other command starts without it.
      const { startServing } = await import("../../serve/serve");
      const { url, close } = await startServing(workspace, { bind, port: number }).catch((error: unknown) => {
        throw new FleetError("failed", `Nobody can listen on ${bind}:${port}: ${messageOf(error)}`, { cause: error });
      });
      process.stdout.write(`Serving stack ${workspace.stack} at ${url}. A token: fleet tokens create <name>\n`);
      await new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
      await close();
    });
}
