import type Dockerode from "dockerode";
import { FleetError } from "../errors";
import { hasImage, orMissing } from "../host";
import { stopIfCancelled, type Running } from "../progress";
import { framesOf } from "./frames";

/** What a helper container is started with. */
export interface HelperRun {
  readonly image: string;
  /** Name of the container; one that a killed run left behind under it is removed first. */
  readonly name: string;
  /** `<volume or path>:<path>[:ro]`. */
  readonly binds: readonly string[];
  readonly script: string;
  /** Takes what it prints, piece by piece; collected and returned when unset. */
  readonly onOutput?: (piece: Buffer) => Promise<void>;
}

/**
 * Runs a shell script as root in a container without a network, which is removed at its end.
 * @returns what it printed. @throws FleetError with its last words when it fails or is cancelled.
 */
export async function runHelper(docker: Dockerode, run: HelperRun, running: Running): Promise<string> {
  stopIfCancelled(running);
  await removeHelper(docker, run.name);
  const container = await docker.createContainer({
    name: run.name,
    Image: run.image,
    Entrypoint: ["/bin/sh", "-c"],
    Cmd: [run.script],
    User: "0:0",
    Healthcheck: { Test: ["NONE"] },
    // Folders of the host may carry a label of SELinux that is another container's.
    HostConfig: { Binds: [...run.binds], NetworkMode: "none", SecurityOpt: ["label=disable"] },
  });
  const cancel = () => void removeHelper(docker, run.name).catch(() => undefined);
  running.signal.addEventListener("abort", cancel, { once: true });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    await container.start();
    const { printed, said } = await read(stream, run.onOutput);
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }; // its types say any
    stopIfCancelled(running);
    if (code !== 0) throw new FleetError("failed", said.trim().slice(-2000) || `The helper ended with ${code}.`);
    return printed;
  } catch (error) {
    stopIfCancelled(running);
    throw error;
  } finally {
    running.signal.removeEventListener("abort", cancel);
    await removeHelper(docker, run.name);
  }
}

async function read(stream: NodeJS.ReadableStream, onOutput: HelperRun["onOutput"]) {
  const [printed, said]: [Buffer[], Buffer[]] = [[], []];
  for await (const { channel, data } of framesOf(stream)) {
    if (channel === "stderr") said.push(data);
    else if (onOutput === undefined) printed.push(data);
    else await onOutput(data);
  }
  return { printed: Buffer.concat(printed).toString("utf8"), said: Buffer.concat(said).toString("utf8") };
}

/** Ends a helper, if it is there. */
export const removeHelper = async (docker: Dockerode, name: string): Promise<unknown> =>
  await orMissing(docker.getContainer(name).remove({ force: true, v: true }));

/** Bash and GNU's tar and cp keep owners, modes and extended attributes; those of Alpine's busybox lose the latter. */
const probe = "tar --version | grep -q GNU && cp --version | grep -q GNU && command -v bash >/dev/null";

/**
 * The first of these images that is on the host and can copy a volume without a loss.
 * @throws FleetError when none can.
 */
export async function helperImage(
  docker: Dockerode,
  name: string,
  candidates: readonly string[],
  running: Running,
): Promise<string> {
  for (const image of new Set([...candidates, ...fallbacks])) {
    if (!(await hasImage({ docker }, image))) continue;
    const works = runHelper(docker, { image, name, binds: [], script: probe }, running).then(
      () => true,
      () => false,
    );
    if (await works) return image;
    stopIfCancelled(running);
  }
  throw new FleetError(
    "missing",
    `No image on the host has GNU tar, which copies a volume with its extended attributes. Get one, then run this again: docker pull ${fallbacks[0]}`,
  );
}

const fallbacks = ["debian:stable-slim", "ubuntu:latest"] as const;
