import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { labelPrefix } from "../../components/container";
import { FleetError } from "./errors";
import { framesOf } from "./frames";
import { type Host, ask, hasImage, orMissing } from "./host";

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
  /** Takes what it writes, piece by piece and no faster than this; collected and returned when unset. */
  readonly onOutput?: (piece: Buffer) => Promise<void>;
  /** Writes what it reads; nothing when unset. */
  readonly input?: (write: (piece: Buffer) => Promise<void>) => Promise<void>;
  readonly signal?: AbortSignal;
}

export interface HelperFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
}

/** Marks a container that a run starts beside an instance, so that what a killed one has left is found again. */
export const helperLabel = `${labelPrefix}helper`;

/**
 * Runs a script as root in a container of its own, which is removed at its end.
 * @returns what it wrote. @throws FleetError with its last words when it fails or is cancelled.
 */
export async function help(host: Host, wanted: Help): Promise<string> {
  const { files = [], input, signal } = wanted;
  const container = await ask(host, host.docker.createContainer(optionsOf(wanted)));
  const kill = () => void container.kill().catch(() => undefined); // It may have ended by itself.
  signal?.addEventListener("abort", kill, { once: true });
  try {
    if (files.length > 0) await container.putArchive(await archiveOf(files), { path: "/" });
    const how = { stream: true, stdout: true, stderr: true };
    const stream = await container.attach(input === undefined ? how : { ...how, stdin: true, hijack: true });
    await container.start();
    const [{ stdout, stderr }, unfed] = await Promise.all([
      read(stream, wanted.onOutput),
      input === undefined ? undefined : feed(stream, input).catch((error: unknown) => ({ error })),
    ]);
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }; // its types say any
    if (signal?.aborted) throw new FleetError("cancelled", "Cancelled.");
    const said = stderr.trim().slice(-2000);
    if (code !== 0) throw new FleetError("failed", `On host ${host.name}: ${said || `exit code ${code}`}`);
    if (unfed !== undefined) throw unfed.error;
    return stdout;
  } catch (error) {
    if (signal?.aborted) throw new FleetError("cancelled", "Cancelled.");
    throw error;
  } finally {
    signal?.removeEventListener("abort", kill);
    await container.remove({ force: true, v: true }).catch(() => undefined); // The next run removes it.
  }
}

const optionsOf = ({ image, instance, script, mounts = [], env = [], binds = [], network = "none", input }: Help) => ({
  Image: image,
  Entrypoint: ["/bin/sh", "-c"],
  Cmd: [script],
  User: "0",
  WorkingDir: "/",
  Env: [...env],
  ...(input === undefined ? {} : { OpenStdin: true, StdinOnce: true }),
  Healthcheck: { Test: ["NONE"] },
  Labels: { [helperLabel]: instance },
  HostConfig: {
    Binds: [...binds],
    // Folders of the host may carry a label of SELinux that is another container's.
    ...(binds.length === 0 ? {} : { SecurityOpt: ["label=disable"] }),
    NetworkMode: network,
    Mounts: mounts.map(({ volume, path, readOnly = false }) => ({
      Type: "volume" as const,
      Source: volume,
      Target: path,
      ReadOnly: readOnly,
      VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: "", Options: {} } },
    })),
  },
});

async function read(stream: NodeJS.ReadableStream, onOutput: Help["onOutput"]) {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  for await (const { channel, data } of framesOf(stream)) {
    if (channel === "stderr") err.push(data);
    else if (onOutput === undefined) out.push(data);
    else await onOutput(data);
  }
  return { stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") };
}

async function feed(stream: NodeJS.ReadWriteStream, input: NonNullable<Help["input"]>): Promise<undefined> {
  const closed = once(stream, "close").then(() => {
    throw new FleetError("failed", "The container ended before it had read everything.");
  });
  closed.catch(() => undefined); // It closes at its end in any case.
  try {
    await input(async (piece) => {
      if (!stream.write(piece)) await Promise.race([once(stream, "drain"), closed]);
    });
  } finally {
    stream.end();
  }
  return undefined;
}

async function archiveOf(files: readonly HelperFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content } of files) archive.entry({ name: path.slice(1), mode: 0o600 }, content);
  archive.finalize();
  return await buffer(archive);
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
