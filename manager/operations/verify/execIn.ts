import { PassThrough } from "node:stream";
import type Dockerode from "dockerode";
import { Failed } from "./check";

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds for a command inside a container. */
const patience = 20_000;

/**
 * Runs a command inside a container. A secret goes into `env`, never among the words: those are in every process list.
 * @throws Failed when the container does not run.
 */
export async function execIn(
  docker: Dockerode,
  container: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  try {
    const exec = await docker.getContainer(container).exec({
      Cmd: [...words],
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: false, stdin: false });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    docker.modem.demuxStream(stream, stdout, stderr);
    const both = Promise.all([textOf(stdout), textOf(stderr)]);
    const timer = setTimeout(() => stream.destroy(new Error("no answer in time")), patience);
    await new Promise((resolve, reject) => stream.once("end", resolve).once("close", resolve).once("error", reject));
    clearTimeout(timer);
    stdout.end();
    stderr.end();
    const [out, err] = await both;
    return { code: (await exec.inspect()).ExitCode ?? 1, stdout: out, stderr: err };
  } catch (error) {
    throw new Failed(`In ${container}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function textOf(stream: PassThrough): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString("utf8");
}
