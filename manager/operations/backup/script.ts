import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { containerName } from "../../../components/config/names";
import { FleetError } from "../errors";
import { ask } from "../host";
import { type Running, begin } from "../progress";
import type { Target } from "../snapshot/target";

/**
 * Runs a script in the backup container of an instance; what it says are its steps. Cancelled, restic takes its lock out of the
 * store, and a backup its parts.
 * @throws FleetError with what it said last; `busy` when a backup holds the container.
 */
export async function execScript({ name, host }: Target, script: string, running: Running): Promise<void> {
  const container = host.docker.getContainer(containerName(name, "backup"));
  const exec = await ask(
    host,
    container.exec({
      Cmd: ["sh", "-c", `echo $$ >/spool/by-hand; ${script}`],
      AttachStdout: true,
      AttachStderr: true,
    }),
  ).catch((error: unknown) => {
    throw new FleetError("failed", `The container ${containerName(name, "backup")} does not run: fleet start ${name} backup`, { cause: error }); // prettier-ignore
  });
  const cancel = () => void interrupt(container);
  running.signal.addEventListener("abort", cancel, { once: true });
  try {
    const stream = await exec.start({ hijack: false, stdin: false });
    const [out, err] = [new PassThrough(), new PassThrough()];
    stream.on("end", () => [out, err].forEach((each) => each.end()));
    host.docker.modem.demuxStream(stream, out, err);
    const said = text(err);
    for await (const line of createInterface({ input: out })) begin(running, line, name);
    const { ExitCode: code } = await exec.inspect();
    if (running.signal.aborted) throw new FleetError("cancelled", "Cancelled.");
    if (code === 75) throw new FleetError("busy", (await said).trim() || `A backup of ${name} runs already.`);
    if (code !== 0) throw new FleetError("failed", (await said).trim() || `${containerName(name, "backup")} was stopped meanwhile; its next run takes up what it has left.`); // prettier-ignore
  } finally {
    running.signal.removeEventListener("abort", cancel);
  }
}

async function interrupt(container: { exec(options: object): Promise<{ start(options: object): Promise<unknown> }> }) {
  const exec = await container.exec({ Cmd: ["sh", "-c", 'kill -TERM "$(cat /spool/by-hand)"'] });
  await exec.start({});
}
