import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SshHost, missingSshd, startSshd } from "../../test/live/sshd";
import { prepareEmbedded } from "./support/live";
import { missingTmux, onTerminal } from "./support/screenOf";

describe.skipIf(missingSshd() ?? missingTmux())("fleet tui on a machine that is reached by ssh", () => {
  let ssh: SshHost;
  let folder: string;
  let terminal: ReturnType<typeof onTerminal>;
  /** The screens on a terminal of their own, through ssh where that is wanted. */
  const opened = (through: readonly string[] = []) => (terminal = onTerminal({ folder, stack: "live", through }));
  const throughSsh = () => {
    const [user, port] = ssh.address.split(/:(?=\d+$)/);
    return [join(ssh.bin, "ssh"), "-tt", "-p", port ?? "", user ?? ""];
  };

  beforeAll(async () => {
    ssh = await startSshd(22029);
    folder = mkdtempSync(join(tmpdir(), "fleet-tui-"));
    prepareEmbedded(folder);
    writeFileSync(join(folder, "Pulumi.live.yaml"), "config:\n  supabase-fleet:domain: fleet.test\n  supabase-fleet:hosts: { local: {} }\n  supabase-fleet:instances: []\n"); // prettier-ignore
  });
  afterEach(() => terminal.end());
  afterAll(() => {
    ssh?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows its screens, hears its keys and gives the terminal back", async () => {
    opened(throughSsh());
    await terminal.sees("The list is empty. Press c to create an instance.");
    terminal.types("c");
    await terminal.sees("1 of 5, name and place");
    terminal.presses("Escape");
    await terminal.sees("q quit");
    terminal.types("q");
    await terminal.sees("left with 0");
    expect(terminal.screen()).not.toContain("q quit");
    expect(terminal.runs()).toBe(false);
  });

  it("ends with a connection that is lost", async () => {
    opened(throughSsh());
    await terminal.sees("q quit");
    expect(terminal.runs()).toBe(true);
    terminal.end();
    await expect.poll(terminal.runs, { timeout: 30_000 }).toBe(false);
  });

  it("gives the terminal back when it is told to end", async () => {
    opened();
    await terminal.sees("q quit");
    terminal.ends();
    await terminal.sees("left with");
    expect(terminal.screen()).not.toContain("q quit");
  });
});
