import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect } from "vitest";
import { program } from "../../operations/workspace";

/** Why there is no tmux; undefined when there is. */
export const missingTmux = (): string | undefined =>
  spawnSync("tmux", ["-V"]).status === 0 ? undefined : "no tmux on the PATH";

/** `fleet tui` of a stack on a terminal of tmux, with somebody at the keys. */
export function onTerminal({ folder, stack }: { folder: string; stack: string }, size = { columns: 80, rows: 24 }) {
  const server = `fleet-test-${randomUUID().slice(0, 8)}`;
  const tmux = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("tmux", ["-u", "-L", server, "-f", "/dev/null", ...args], { encoding: "utf8" }); // prettier-ignore
    if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  };
  // The variables of a CI job would keep the screens from being drawn anew.
  const variables = ["-u", "CI", "-u", "NO_COLOR", "LC_ALL=C.UTF-8", `FLEET_FOLDER=${folder}`, `FLEET_STACK=${stack}`];
  const command = ["env", ...variables, join(program, "bin/fleet"), "tui"].map((word) => `'${word}'`).join(" ");
  tmux("new-session", "-d", "-x", String(size.columns), "-y", String(size.rows), `${command}; echo "left with $?"; exec sleep 600`); // prettier-ignore
  const screen = () => tmux("capture-pane", "-p");
  return {
    screen,
    sees: async (text: string | RegExp, timeout = 120_000) =>
      await expect.poll(screen, { timeout, interval: 200 }).toMatch(text),
    /** Names of keys as tmux has them, such as `Enter`; everything else is typed as it is. */
    presses: (...keys: readonly string[]) => void tmux("send-keys", ...keys),
    types: (text: string) => void tmux("send-keys", "-l", "--", text),
    end: () => void spawnSync("tmux", ["-L", server, "kill-server"]),
  };
}
