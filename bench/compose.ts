import { spawnSync } from "node:child_process";
import { stringify } from "yaml";
import type { ContainerInputs } from "../engine/containerOptions";
import type { Rendered } from "./rendered";

type Condition = "service_healthy" | "service_started";

/** Who waits for whom in upstream's compose file. */
const dependsOn: Readonly<Record<string, Readonly<Record<string, Condition>>>> = {
  auth: { db: "service_healthy" },
  rest: { db: "service_healthy" },
  realtime: { db: "service_healthy" },
  meta: { db: "service_healthy" },
  pooler: { db: "service_healthy" },
  storage: { db: "service_healthy", rest: "service_started", imgproxy: "service_started" },
  functions: { gateway: "service_healthy" },
};

/** A compose file with the containers, volumes and networks that the fleet's program asks for: the same in every setting. */
export function composeFile(resources: readonly Rendered[]): string {
  const all = (kind: string) => resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ inputs }) => inputs);
  const containers = all("Container").map((inputs) => inputs as unknown as ContainerInputs); // the Docker provider's own input shape
  const limits = all("Ready").flatMap(({ containers: each }) => Object.entries(each as Record<string, number>)); // Ready's argument
  const pids = new Map(limits);
  const uploads = containers.flatMap(({ name, uploads: files = [] }) =>
    files.map((file, index) => [configName(name, index), { content: literal(contentOf(file)) }]),
  );
  return stringify({
    services: Object.fromEntries(containers.map((inputs) => [roleOf(inputs), service(inputs, pids.get(inputs.name))])),
    configs: Object.fromEntries(uploads),
    volumes: Object.fromEntries(all("Volume").map(({ name }) => [name, { name }])),
    networks: Object.fromEntries(all("Network").map((inputs) => [inputs.name, network(inputs)])),
  });
}

const roleOf = ({ labels = [] }: ContainerInputs) =>
  labels.find(({ label }) => label.endsWith(".service"))?.value ?? "unknown";

const configName = (container: string, index: number) => `${container}-${index}`;

const contentOf = ({ content, contentBase64 }: { content?: string; contentBase64?: string }) =>
  content ?? Buffer.from(contentBase64 ?? "", "base64").toString("utf8");

/** Compose would put variables of its own in the place of a dollar sign. */
const literal = (text: string) => text.replaceAll("$", "$$$$");
const literals = (texts: readonly string[] | undefined) => texts?.map(literal);

const network = ({ name, driver, ipamConfigs }: Rendered["inputs"]) => ({
  name,
  driver,
  ipam: { config: ipamConfigs },
});

function service(inputs: ContainerInputs, pids: number | undefined): object {
  const role = roleOf(inputs);
  const mebibytes = (size: number | undefined) => (size === undefined ? undefined : `${size}m`);
  return {
    container_name: inputs.name,
    image: inputs.image,
    pull_policy: "never",
    entrypoint: literals(inputs.entrypoints),
    command: literals(inputs.command),
    environment: literals(inputs.envs),
    healthcheck: inputs.healthcheck && healthcheck(inputs.healthcheck),
    labels: Object.fromEntries((inputs.labels ?? []).map(({ label, value }) => [label, value])),
    configs: inputs.uploads?.map(({ file }, index) => ({ source: configName(inputs.name, index), target: file })),
    volumes: inputs.volumes?.map(
      (volume) => `${volume.volumeName ?? volume.hostPath}:${volume.containerPath}${volume.readOnly ? ":ro" : ""}`,
    ),
    ports: inputs.ports?.map(({ ip, external, internal }) => `${ip}:${external}:${internal}`),
    networks: Object.fromEntries((inputs.networksAdvanced ?? []).map(({ name, aliases }) => [name, { aliases }])),
    restart: inputs.restart,
    mem_limit: mebibytes(inputs.memory),
    mem_reservation: mebibytes(inputs.memoryReservation),
    memswap_limit: mebibytes(inputs.memorySwap),
    shm_size: mebibytes(inputs.shmSize),
    cpu_shares: inputs.cpuShares,
    pids_limit: pids,
    logging: { driver: inputs.logDriver, options: inputs.logOpts },
    stop_signal: inputs.stopSignal,
    stop_grace_period: inputs.stopTimeout === undefined ? undefined : `${inputs.stopTimeout}s`,
    security_opt: inputs.securityOpts,
    depends_on: dependsOnOf(role),
  };
}

const healthcheck = ({ tests, startPeriod, ...rest }: NonNullable<ContainerInputs["healthcheck"]>) => ({
  ...rest,
  test: literals(tests),
  start_period: startPeriod,
});

const dependsOnOf = (role: string) =>
  Object.fromEntries(Object.entries(dependsOn[role] ?? {}).map(([name, condition]) => [name, { condition }]));

/** How Compose is called here. @throws Error when it cannot be. */
export function composeCommand(): readonly [string, ...string[]] {
  const commands = [["docker", "compose"], ["docker-compose"]] as const;
  const found = commands.find(([program, ...args]) => spawnSync(program, [...args, "version"]).status === 0);
  if (found === undefined)
    throw new Error("Docker Compose v2 is needed: neither `docker compose` nor `docker-compose` runs.");
  return found;
}
