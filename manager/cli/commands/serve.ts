import type { Command } from "commander";
import { scopes } from "../../operations/access/tokens";
import { FleetError, messageOf } from "../../operations/errors";
import type { Workspace } from "../../operations/workspace";
import type { Serving } from "../../serve/serve";
import { contextOf } from "../context";
import { scopeOf } from "./tokens";

interface Flags {
  readonly bind: string;
  readonly port: string;
  readonly trustProxy?: readonly string[];
  readonly identityHeader: string;
  readonly identityScope: string;
  readonly openHealth?: boolean;
  readonly databases?: string;
}

export function serve(program: Command): void {
  program
    .command("serve")
    .description("Serve the web page and the APIs, on this machine alone unless --bind says otherwise.")
    .option("--bind <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on", "8099")
    .option("--trust-proxy <addresses...>", "proxies that say who is logged in, such as 127.0.0.1 or 172.18.0.0/16")
    .option("--identity-header <name>", "header that such a proxy names the user in", "Remote-User")
    .option("--identity-scope <scope>", `what its users may do: ${scopes.join(", ")}`, "admin")
    .option("--open-health", "answer /health/instances/<name> without a token")
    .option(
      "--databases <address>",
      "also serve the databases of instances with projectHosts, by name and TLS, at port 5432 of this address",
    )
    .action(async (flags: Flags, command: Command) => {
      const workspace = contextOf(command).workspace();
      const { url, close } = await started(workspace, flags);
      process.stdout.write(
        `Serving stack ${workspace.stack} at ${url}. To log in to the page: fleet tokens password. For a program: fleet tokens create <name>\n`,
      );
      await new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
      await close();
    });
}

async function started(workspace: Workspace, flags: Flags): Promise<Serving> {
  const { bind, trustProxy, identityHeader, identityScope, openHealth } = flags;
  const port = portOf(flags.port, "--port");
  const proxy = trustProxy && { addresses: trustProxy, header: identityHeader, scope: scopeOf(identityScope, "--identity-scope") }; // prettier-ignore
  const [, address = "", own = "5432"] = /^(.*?)(?::(\d+))?$/.exec(flags.databases ?? "") ?? [];
  const databases = address === "" ? undefined : { bind: address, port: portOf(own, "--databases") };
  // Every other command starts without it.
  const { startServing } = await import("../../serve/serve");
  return await startServing(workspace, { bind, port, proxy, openHealth, databases }).catch((error: unknown) => {
    if (error instanceof FleetError) throw error;
    throw new FleetError("failed", `Nobody can listen on ${bind}:${port}: ${messageOf(error)}`, { cause: error });
  });
}

function portOf(text: string, option: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new FleetError("usage", `${option} should have a port up to 65535, not "${text}".`);
  return port;
}
