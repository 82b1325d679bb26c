import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { FleetError, messageOf } from "../errors";
import { type Running, begin } from "../progress";
import { damagedState, importState, isDamaged, stateFileOf } from "./cliState";
import { encryptFor } from "./encrypt";
import type { Engine } from "./engine";
import { readExported } from "./exported";
import { isLocked, lockText, pastLeftLock } from "./staleLock";

/** The Pulumi CLI, through the Automation API. */
export function cliEngine(program: string, folder: string, stack: string, stackFile: string): Engine {
  const environment = environmentOf(folder);
  const ask = async (...args: string[]) => await pulumi([...args, "--stack", stack], program, environment);
  return {
    kind: "cli",
    async config() {
      const answer = JSON.parse(await ask("config", "--json", "--show-secrets", "--config-file", stackFile)) as Record<
        string,
        { value?: string }
      >; // Pulumi's own format
      return Object.fromEntries(Object.entries(answer).map(([key, { value = "" }]) => [key, value]));
    },
    async stored() {
      return readExported(await ask("stack", "export", "--show-secrets"));
    },
    async encrypt(value) {
      return await encryptFor(stackFile, value, (args, input) =>
        pulumi([...args, "--stack", stack], program, environment, input),
      );
    },
    stateFile: stateFileOf(environment, stack),
    async exportState() {
      return await ask("stack", "export");
    },
    async restoreState(state) {
      await importState(state, (file) => ask("stack", "import", "--file", file));
    },
    async apply({ only, replace, refresh = false }, running) {
      const up = async () => {
        const selected = await select(program, stack, environment);
        await selected.up({
          configFile: stackFile,
          ...(only === undefined ? {} : { target: only.map(anyOf) }),
          ...(replace === undefined ? {} : { replace: replace.map(anyOf) }),
          ...(refresh ? { refresh } : {}),
          suppressOutputs: true,
          suppressProgress: true,
          color: "never",
          signal: running.signal,
          onEvent: (event) => onEvent(event, running),
        });
      };
      try {
        await pastLeftLock(up, async () => void (await ask("cancel", "--yes")), running);
      } catch (error) {
        if (running.signal.aborted) throw new FleetError("cancelled", "Cancelled; the next apply goes on from here.");
        throw asFleetError(error, stack);
      } finally {
        // Asking for the outputs makes Pulumi write a file beside its program when the stack file lies elsewhere.
        if (folder !== program) rmSync(join(program, `Pulumi.${stack}.yaml`), { force: true });
      }
    },
  };
}

/** The resource of a name, whatever its type. Dependents are not meant along: everything depends on the ledger. */
const anyOf = (name: string) => `**::${name}`;

async function select(program: string, stackName: string, envVars: Record<string, string>): Promise<Stack> {
  try {
    // Nothing but a change needs it, and it is large.
    const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
    return await LocalWorkspace.selectStack({ stackName, workDir: program }, { envVars });
  } catch (error) {
    throw asFleetError(error, stackName);
  }
}

/** The backend that `bin/up` made in a folder, unless the user has chosen one. */
function environmentOf(folder: string): Record<string, string> {
  const own = join(folder, ".supabase-fleet");
  const quiet = { PULUMI_SKIP_UPDATE_CHECK: "true", NO_COLOR: "1" };
  if (process.env.PULUMI_BACKEND_URL !== undefined || !existsSync(join(own, "state"))) return quiet;
  return {
    ...quiet,
    PULUMI_BACKEND_URL: `file://${join(own, "state")}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(own, "passphrase"),
  };
}

async function pulumi(args: readonly string[], cwd: string, env: Record<string, string>, input = ""): Promise<string> {
  const child = spawn("pulumi", [...args, "--non-interactive"], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined); // A call that ends early says why on standard error.
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject)),
  ]).catch((error: unknown) => {
    throw new FleetError(
      "missing",
      `The Pulumi CLI keeps this stack, and it cannot be started here: ${messageOf(error)}. Install it from https://www.pulumi.com/docs/install; "fleet doctor" looks for it.`,
    );
  });
  if (code !== 0) {
    throw isDamaged(stderr) ? damagedState(stderr) : new FleetError("failed", `pulumi ${args[0]}: ${stderr.trim()}`);
  }
  return stdout;
}

/** The engine's own account of what it begins. A replacement is told in several steps, of which one counts. */
function onEvent({ resourcePreEvent }: EngineEvent, running: Running): void {
  const { op, urn, type } = resourcePreEvent?.metadata ?? { op: "same", urn: "", type: "" };
  const told = ["create", "update", "replace", "delete"].includes(op) && !type.startsWith("pulumi:");
  if (told) begin(running, `${op} ${urn.split("::").pop() ?? urn}`);
}

/** One table from the Automation API's errors to ours. */
function asFleetError(error: unknown, stack: string): FleetError {
  const message = messageOf(error);
  if (/no stack named/.test(message)) {
    return new FleetError(
      "usage",
      `There is no stack "${stack}". "pulumi stack ls" lists them; "pulumi stack init ${stack}" makes it.`,
    );
  }
  if (isLocked(message)) return new FleetError("busy", lockText(message, stack), { cause: error });
  if (isDamaged(message)) return damagedState(message);
  return new FleetError("failed", essence(message), { cause: error });
}

/** What the engine said of the failure, without the account of everything else. */
function essence(message: string): string {
  const lines = message.split("\n").filter((line) => line.trim() !== "" && !/^\s*(code|stdout): /.test(line));
  const from = lines.findIndex((line) => line.startsWith("Diagnostics:"));
  return (from === -1 ? lines : lines.slice(from + 1)).join("\n");
}
