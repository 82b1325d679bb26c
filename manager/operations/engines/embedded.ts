import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import writeFileAtomic from "write-file-atomic";
import { readStackFile } from "../../../engine/run";
import { readState } from "../../../engine/state";
import { FleetError, messageOf } from "../errors";
import { begin } from "../progress";
import { mend } from "./cliState";
import type { Engine } from "./engine";
import { isOutliving } from "./outliving";

/** Where the embedded engine keeps a stack. */
export const embeddedState = (folder: string, stack: string): string =>
  join(folder, ".supabase-fleet", "embedded", `${stack}.json`);

/** The embedded engine, as `engine/main.ts` runs it. */
export function embeddedEngine(program: string, folder: string, stack: string, stackFile: string): Engine {
  const state = embeddedState(folder, stack);
  return {
    kind: "embedded",
    async config() {
      try {
        return { ...readStackFile(stackFile).config };
      } catch (error) {
        throw new FleetError("config", messageOf(error), { cause: error });
      }
    },
    async stored() {
      try {
        return readState(state);
      } catch (error) {
        throw new FleetError("config", `The state cannot be read. ${state}: ${messageOf(error)}\n${mend}`, {
          cause: error,
        });
      }
    },
    stateFile: state,
    async exportState() {
      return existsSync(state) ? readFileSync(state, "utf8") : "";
    },
    async restoreState(text) {
      writeFileAtomic.sync(state, text, { mode: 0o600 });
    },
    async apply({ replace = [] }, running) {
      if (replace.length > 0)
        throw new FleetError("missing", "The embedded engine cannot replace single resources; install the Pulumi CLI.");
      const args = ["--import", "tsx", "engine/main.ts", "up", "--stack-file", stackFile, "--state", state];
      const child = spawn(process.execPath, args, {
        cwd: program,
        detached: isOutliving(),
        stdio: ["ignore", "ignore", "pipe"],
      });
      // The engine writes its state after each step, so it may be ended between two.
      const stop = () => child.kill("SIGTERM");
      running.signal.addEventListener("abort", stop, { once: true });
      const said: string[] = [];
      for await (const line of createInterface({ input: child.stderr })) {
        const step = /^ {2}(create|update|replace|delete) +(\S+) \((\w+)\)$/.exec(line);
        if (step === null) said.push(line);
        else begin(running, `${step[1]} ${step[2]}`);
      }
      const code = await new Promise<number | null>((resolve) =>
        child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once("exit", resolve),
      );
      running.signal.removeEventListener("abort", stop);
      if (running.signal.aborted) throw new FleetError("cancelled", "Cancelled; the next apply goes on from here.");
      if (code !== 0) throw new FleetError("failed", said.join("\n"));
    },
  };
}
