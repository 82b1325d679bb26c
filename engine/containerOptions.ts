import type Dockerode from "dockerode";
import { pack } from "tar-stream";

/** Inputs of the Docker provider's Container, as far as this project uses them. */
export interface ContainerInputs {
  readonly name: string;
  readonly image: string;
  readonly entrypoints?: string[];
  readonly command?: string[];
  readonly envs?: string[];
  readonly healthcheck?: { tests: string[]; interval: string; timeout: string; retries: number; startPeriod: string };
  readonly labels?: { label: string; value: string }[];
  readonly uploads?: Upload[];
  readonly volumes?: { volumeName?: string; hostPath?: string; containerPath: string; readOnly?: boolean }[];
  readonly ports?: { internal: number; external: number; ip: string; protocol: string }[];
  readonly networkMode?: string;
  readonly networksAdvanced?: { name: string; aliases: string[] }[];
  readonly restart?: string;
  /** MiB, as all sizes here. */
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly memorySwap?: number;
  readonly shmSize?: number;
  readonly cpuShares?: number;
  readonly logDriver?: string;
  readonly logOpts?: Record<string, string>;
  readonly stopSignal?: string;
  readonly stopTimeout?: number;
  readonly securityOpts?: string[];
}

interface Upload {
  readonly file: string;
  readonly content?: string;
  readonly contentBase64?: string;
}

const bytes = (mebibytes: number | undefined) => (mebibytes === undefined ? undefined : mebibytes * 1024 * 1024);

export function createOptions(inputs: ContainerInputs): Dockerode.ContainerCreateOptions {
  const network = inputs.networksAdvanced?.[0];
  return {
    name: inputs.name,
    Image: inputs.image,
    Entrypoint: inputs.entrypoints,
    Cmd: inputs.command,
    Env: inputs.envs,
    Labels: Object.fromEntries((inputs.labels ?? []).map(({ label, value }) => [label, value])),
    Healthcheck: healthcheck(inputs.healthcheck),
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    ExposedPorts: Object.fromEntries((inputs.ports ?? []).map((port) => [`${port.internal}/${port.protocol}`, {}])),
    HostConfig: hostConfig(inputs),
    ...(network === undefined
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: network.aliases } } } }),
  };
}

function hostConfig(inputs: ContainerInputs): Dockerode.HostConfig {
  const ports = (inputs.ports ?? []).map((port) => [
    `${port.internal}/${port.protocol}`,
    [{ HostIp: port.ip, HostPort: String(port.external) }],
  ]);
  return {
    Binds: (inputs.volumes ?? []).map(
      (volume) => `${volume.volumeName ?? volume.hostPath}:${volume.containerPath}${volume.readOnly ? ":ro" : ""}`,
    ),
    PortBindings: Object.fromEntries(ports),
    NetworkMode: inputs.networksAdvanced?.[0]?.name ?? inputs.networkMode,
    RestartPolicy: { Name: inputs.restart ?? "no" },
    Memory: bytes(inputs.memory),
    MemoryReservation: bytes(inputs.memoryReservation),
    MemorySwap: bytes(inputs.memorySwap),
    ShmSize: bytes(inputs.shmSize),
    CpuShares: inputs.cpuShares,
    LogConfig: { Type: inputs.logDriver ?? "json-file", Config: inputs.logOpts ?? {} },
    SecurityOpt: inputs.securityOpts,
  };
}

function healthcheck(given: ContainerInputs["healthcheck"]): Dockerode.HealthConfig | undefined {
  if (given === undefined) return undefined;
  const { tests, interval, timeout, retries, startPeriod } = given;
  return {
    Test: tests,
    Interval: nanoseconds(interval),
    Timeout: nanoseconds(timeout),
    Retries: retries,
    StartPeriod: nanoseconds(startPeriod),
  };
}

/** `1m30s` or `5s`, as the container resource writes durations. */
function nanoseconds(duration: string): number {
  const [, minutes = "0", seconds = "0"] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1e9;
}

/** The files as one archive; undefined when there are none. */
export async function uploadArchive(uploads: readonly Upload[]): Promise<Buffer | undefined> {
  if (uploads.length === 0) return undefined;
  const archive = pack();
  for (const { file, content, contentBase64 } of uploads) {
    const data = contentBase64 === undefined ? Buffer.from(content ?? "") : Buffer.from(contentBase64, "base64");
    archive.entry({ name: file.replace(/^\//, ""), mode: 0o644 }, data);
  }
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(Buffer.from(piece as Uint8Array)); // its types leave the piece open
  return Buffer.concat(pieces);
}
