import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect } from "vitest";
import { program } from "../../operations/workspace";

/** Why there is no tmux; undefined when there is. */
export const missingTmux = (): string | undefined =>
  spawnSync("tmux", ["-V"]).status === 0 ? undefined : "no tmux on the PATH";

/** The stack whose screens are meant, and the command before it, such as one that goes to another machine. */
export interface Terminal {
  readonly folder: string;
  readonly stack: string;
  readonly through?: readonly string[];
}

/** `fleet tui` of a stack on a terminal of tmux, with somebody at the keys. */
export function onTerminal({ folder, stack, through = [] }: Terminal, size = { columns: 80, rows: 24 }) {
  const server = `fleet-test-${randomUUID().slice(0, 8)}`;
  const tmux = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("tmux", ["-u", "-L", server, "-f", "/dev/null", ...args], { encoding: "utf8" }); // prettier-ignore
    if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  };
  // The variables of a CI job would keep the screens from being drawn anew.
  const variables = ["-u", "CI", "-u", "NO_COLOR", "LC_ALL=C.UTF-8", `PATH=${process.env.PATH ?? ""}`];
  const screens = ["env", ...variables, join(program, "bin/fleet"), "--folder", folder, "--stack", stack, "tui"];
  const command = [...through, ...screens].map((word) => `'${word}'`).join(" ");
  tmux("new-session", "-d", "-x", String(size.columns), "-y", String(size.rows), `${command}; echo "left with $?"; exec sleep 600`); // prettier-ignore
  const screen = () => tmux("capture-pane", "-p");
  return {
    screen,
    sees: async (text: string | RegExp, timeout = 120_000) =>
      await expect.poll(screen, { timeout, interval: 200 }).toMatch(text),
    /** Names of keys as tmux has them, such as `Enter`; everything else is typed as it is. */
    presses: (...keys: readonly string[]) => void tmux("send-keys", ...keys),
    types: (text: string) => void tmux("send-keys", "-l", "--", text),
    /** Whether it is there as a process. */
    runs: () => processesOf(folder).length > 0,
    /** Tells its process to end. */
    ends: () => processesOf(folder).forEach((id) => process.kill(id, "SIGTERM")),
    end: () => void spawnSync("tmux", ["-L", server, "kill-server"]),
  };
}

/** Ids of the processes that show the screens of a folder, wherever they were begun. */
function processesOf(folder: string): number[] {
  const { stdout } = spawnSync("ps", ["-ww", "-eo", "pid,args"], { encoding: "utf8" });
  const own = stdout.split("\n").filter((line) => /^ *\d+ (\S*\/)?node /.test(line) && line.includes(` ${folder} `));
  return own.map((line) => Number.parseInt(line, 10));
}
