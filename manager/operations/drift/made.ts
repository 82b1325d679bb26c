import type Dockerode from "dockerode";
import { type ContainerInputs, createOptions } from "../../../engine/containerOptions";

/** The image of a container, as far as it decides what nobody wrote. */
export type Image = Pick<Dockerode.ImageInspectInfo, "Id" | "Config">;

/** A container as it is, or as it should be: what the image and Docker fill in is filled in on both sides. */
export interface Made {
  readonly image: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck: Dockerode.HealthConfig | undefined;
  readonly stopSignal: string;
  /** Seconds. */
  readonly stopGrace: number;
  readonly user: string;
  readonly workingDir: string;
  /** Volume or path of the host and whether it may be written, by path in the container. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Aliases by network. */
  readonly networks: Readonly<Record<string, readonly string[]>>;
  readonly host: Dockerode.HostConfig;
}

/** What these inputs come to on this image. @param pids most processes; not limited when unset. */
export function asWanted(inputs: ContainerInputs, image: Image, pids: number | undefined): Made {
  const options = createOptions(inputs);
  const { Config: from } = image;
  const joined = (inputs.networksAdvanced ?? []).map(({ name, aliases }) => [name, aliases ?? []] as const);
  return {
    image: inputs.image,
    env: overlaid(from.Env ?? [], options.Env ?? []),
    entrypoint: inputs.entrypoints ?? listOf(from.Entrypoint),
    // An entrypoint of one's own takes the image's command away.
    command: inputs.command ?? (inputs.entrypoints === undefined ? listOf(from.Cmd) : []),
    labels: { ...from.Labels, ...options.Labels },
    healthcheck: options.Healthcheck ?? healthcheckOf(from),
    stopSignal: options.StopSignal ?? stopSignalOf(from),
    stopGrace: options.StopTimeout ?? dockersGrace,
    user: from.User ?? "",
    workingDir: from.WorkingDir ?? "",
    mounts: Object.fromEntries(
      (inputs.volumes ?? []).map(({ volumeName, hostPath = "", containerPath = "", readOnly = false }) => [
        containerPath,
        mounted(volumeName ?? hostPath, !readOnly),
      ]),
    ),
    networks: Object.fromEntries(joined.length > 0 ? joined : [[inputs.networkMode ?? "bridge", []]]),
    host: { ...options.HostConfig, ...(pids === undefined ? {} : { PidsLimit: pids }) },
  };
}

/** What runs on the host. */
export function asFound(found: Dockerode.ContainerInspectInfo, image: Image): Made {
  const { Config: own, HostConfig: host, NetworkSettings: network } = found;
  return {
    image: own.Image,
    env: own.Env ?? [],
    entrypoint: listOf(own.Entrypoint),
    command: listOf(own.Cmd),
    labels: own.Labels ?? {},
    healthcheck: healthcheckOf(own),
    stopSignal: stopSignalOf(own),
    stopGrace: (own as Stops).StopTimeout ?? dockersGrace,
    user: own.User ?? "",
    workingDir: own.WorkingDir ?? "",
    mounts: { ...mountsOf(found, image), ...host.Tmpfs },
    networks: Object.fromEntries(
      Object.entries(network.Networks ?? {}).map(([name, { Aliases }]) => [
        name,
        // Docker adds the short id by itself.
        listOf(Aliases).filter((alias) => alias !== found.Id.slice(0, 12)),
      ]),
    ),
    host,
  };
}

/** Seconds, when nobody says another. */
const dockersGrace = 10;

/** What the types of Docker's API leave out. */
interface Stops {
  readonly StopSignal?: string;
  readonly StopTimeout?: number;
}

const stopSignalOf = (config: object) => (config as Stops).StopSignal || "SIGTERM"; // see Stops

function healthcheckOf({ Healthcheck }: { Healthcheck?: Dockerode.HealthConfig }): Dockerode.HealthConfig | undefined {
  const test = Healthcheck?.Test ?? [];
  return test.length === 0 || test[0] === "NONE" ? undefined : Healthcheck;
}

const listOf = (given: string | readonly string[] | null | undefined): readonly string[] =>
  typeof given === "string" ? [given] : (given ?? []);

const mounted = (source: string, writable: boolean) => `${source}${writable ? "" : " read-only"}`;

function mountsOf({ Mounts }: Dockerode.ContainerInspectInfo, image: Image): Record<string, string> {
  // An image may ask for a volume without a name: Docker makes one for each container.
  const anonymous = new Set(Object.keys(image.Config.Volumes ?? {}));
  const declared = Mounts.filter(({ Name = "", Destination }) => !(anonymous.has(Destination) && /^[0-9a-f]{64}$/.test(Name))); // prettier-ignore
  return Object.fromEntries(
    declared.map(({ Name, Source, Destination, RW }) => [Destination, mounted(Name ?? Source, RW)]),
  );
}

/** Lines of the image under lines of the container: a variable that both name is the container's. */
function overlaid(image: readonly string[], own: readonly string[]): string[] {
  const nameOf = (line: string) => line.split("=", 1)[0] ?? line;
  const named = new Set(own.map(nameOf));
  return [...image.filter((line) => !named.has(nameOf(line))), ...own];
}
