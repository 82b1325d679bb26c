import { buffer } from "node:stream/consumers";
import { PassThrough } from "node:stream";
import type Dockerode from "dockerode";
import { pack } from "tar-stream";
import { labelPrefix } from "../../../components/container";
import { FleetError } from "../errors";
import { type Host, ask, hasImage, orMissing } from "../host";

/** A volume as a helper sees it. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly readOnly?: boolean;
}

export interface Help {
  readonly image: string;
  /** Instance it works for, so that one whose caller was killed is found again. */
  readonly instance: string;
  readonly script: string;
  readonly mounts?: readonly Mount[];
  /** `KEY=value`: the place for a secret, which a script shows to whoever lists processes. */
  readonly env?: readonly string[];
  /** Folders of the host, `<path>:<path>`. */
  readonly binds?: readonly string[];
  /** Network it is on; none when unset. */
  readonly network?: string;
  /** Files that it finds when it starts. */
  readonly files?: readonly HelperFile[];
  readonly signal?: AbortSignal;
}

export interface HelperFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
}

/** Marks a container that a run starts beside an instance, so that what a killed one has left is found again. */
export const helperLabel = `${labelPrefix}helper`;

/** Runs a script as root in a container of its own. @returns what it wrote. @throws FleetError when it fails. */
export async function help(host: Host, wanted: Help): Promise<string> {
  const { image, instance, script, mounts = [], env = [], binds = [], network = "none", files = [], signal } = wanted;
  const { docker } = host;
  const container = await ask(
    host,
    docker.createContainer({
      Image: image,
      Entrypoint: ["/bin/sh", "-c"],
      Cmd: [script],
      User: "0",
      WorkingDir: "/",
      Env: [...env],
      Healthcheck: { Test: ["NONE"] },
      Labels: { [helperLabel]: instance },
      HostConfig: {
        Binds: [...binds],
        NetworkMode: network,
        Mounts: mounts.map(({ volume, path, readOnly = false }) => ({
          Type: "volume" as const,
          Source: volume,
          Target: path,
          ReadOnly: readOnly,
          VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: "", Options: {} } },
        })),
      },
    }),
  );
  const kill = () => void container.kill().catch(() => undefined); // It may have ended by itself.
  signal?.addEventListener("abort", kill, { once: true });
  try {
    if (files.length > 0) await container.putArchive(await archiveOf(files), { path: "/" });
    await container.start();
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }; // its types say any
    const { stdout, stderr } = await saidBy(docker, container);
    if (signal?.aborted) throw new FleetError("cancelled", "Cancelled.");
    if (code !== 0) throw new FleetError("failed", `On host ${host.name}: ${stderr.trim() || `exit code ${code}`}`);
    return stdout;
  } finally {
    signal?.removeEventListener("abort", kill);
    await container.remove({ force: true, v: true }).catch(() => undefined); // The next run removes it.
  }
}

async function archiveOf(files: readonly HelperFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content } of files) archive.entry({ name: path.slice(1), mode: 0o600 }, content);
  archive.finalize();
  return await buffer(archive);
}

async function saidBy(docker: Dockerode, container: Dockerode.Container) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const stream = await container.logs({ stdout: true, stderr: true, follow: true });
  stream.on("end", () => [out, err].forEach((each) => each.end()));
  docker.modem.demuxStream(stream, out, err);
  const [stdout, stderr] = await Promise.all([buffer(out), buffer(err)]);
  return { stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

/** Ends what a caller that was killed has left at work on an instance. */
export async function removeHelpers(host: Host, instance: string): Promise<void> {
  const left = await ask(
    host,
    host.docker.listContainers({ all: true, filters: { label: [`${helperLabel}=${instance}`] } }),
  );
  for (const { Id } of left) await orMissing(host.docker.getContainer(Id).remove({ force: true, v: true }));
}

/** GNU's cp and tar: those of BusyBox lose extended attributes, in which Storage keeps the types of files. */
const hasGnuTools = `cp --version 2>/dev/null | grep -q GNU && tar --version 2>/dev/null | grep -q GNU && echo yes || echo no`;

/**
 * An image on the host that can copy volumes with everything in them.
 * @throws FleetError when none can.
 */
export async function helperImage(host: Host, instance: string, candidates: readonly string[]): Promise<string> {
  for (const image of [...new Set([...candidates, "debian:stable-slim"])]) {
    if (!(await hasImage(host, image))) continue;
    const answer = await help(host, { image, instance, script: hasGnuTools }).catch((error: unknown) => {
      // An image without a shell cannot help.
      if (error instanceof FleetError && error.kind !== "failed") throw error;
      return "no";
    });
    if (answer.trim() === "yes") return image;
  }
  throw new FleetError(
    "missing",
    `No image on host ${host.name} can copy volumes with their extended attributes. Run "docker pull debian:stable-slim" there.`,
  );
}
