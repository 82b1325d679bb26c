import type Dockerode from "dockerode";

/** Waiting for containers, for the dynamic providers: see `dockerApi.ts` for why nothing is captured. */

/**
 * Waits until a container is healthy; one without a health check, until it runs. While Docker still calls it starting, its
 * own probe is run at once instead of at the next interval, which is most of the time that a start takes.
 * @throws Error with the container's last lines as soon as it ends, turns sick on a host that has time for it, or restarts three times.
 */
export async function waitUntilHealthy(docker: Dockerode, name: string, deadline: number): Promise<void> {
  const container = docker.getContainer(name);
  let restartsBefore: number | undefined;
  for (;;) {
    const { State: state, RestartCount: restarts, Config: config } = await container.inspect();
    restartsBefore ??= restarts;
    const test = config.Healthcheck?.Test ?? [];
    const probed = test.length > 0 && test[0] !== "NONE";
    const health = probed ? state.Health?.Status : undefined;
    if (state.Running && !state.Restarting && (health === "healthy" || !probed)) return;
    if (!state.Running && !state.Restarting && state.Status !== "created")
      throw await ended(container, name, `ended with exit code ${state.ExitCode}`);
    if (restarts - restartsBefore >= 3)
      throw await ended(container, name, `ends again and again (exit code ${state.ExitCode})`);
    const probedAt = Date.now();
    if (state.Running && !state.Restarting && (await probeSucceeds(container, test))) return;
    // A probe that fails at once tells of the service; one that takes its time, of a host that is busy starting others too.
    if (health === "unhealthy" && state.Running && !state.Restarting && Date.now() - probedAt < 1000)
      throw await ended(container, name, "does not answer its health check");
    if (Date.now() > deadline) throw await ended(container, name, "was not healthy in time");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  /** Runs the health check itself, inside the container. */
  async function probeSucceeds(within: Dockerode.Container, [kind, ...argv]: string[]): Promise<boolean> {
    try {
      const command = kind === "CMD-SHELL" ? ["/bin/sh", "-c", ...argv] : argv;
      const probe = await within.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
      const stream = await probe.start({});
      stream.resume();
      await new Promise((resolve) => stream.once("close", resolve).once("end", resolve));
      return (await probe.inspect()).ExitCode === 0;
    } catch {
      return false; // It ended in between: the next look tells.
    }
  }

  async function ended(of: Dockerode.Container, called: string, what: string): Promise<Error> {
    const raw = await of.logs({ stdout: true, stderr: true, tail: 15 });
    return new Error(`${called} ${what}. Its last lines:\n${readable(raw)}\n"docker logs ${called}" shows the rest.`);
  }

  /** Docker puts 8 bytes of header before each piece. Passwords in addresses and tokens are not shown. */
  function readable(raw: Buffer): string {
    let text = "";
    for (let at = 0; at + 8 <= raw.length; at += 8 + raw.readUInt32BE(at + 4)) {
      text += raw.subarray(at + 8, at + 8 + raw.readUInt32BE(at + 4)).toString("utf8");
    }
    const masked = text
      .replace(/:\/\/([^:@\s/]+):[^@\s]+@/g, "://$1:[secret]@")
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*|sb_secret_[\w-]+/g, "[secret]");
    const lines = masked.split("\n").filter((line) => line.trim() !== "");
    return lines.length === 0 ? "  (it wrote nothing)" : lines.map((line) => `  ${line}`).join("\n");
  }
}
