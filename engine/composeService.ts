import type { ContainerInputs } from "./containerOptions";

type Condition = "service_healthy" | "service_started";

/** Who waits for whom, as in upstream's compose file; templates are ours. */
const dependsOn: Readonly<Record<string, Readonly<Record<string, Condition>>>> = {
  analytics: { db: "service_healthy" },
  auth: { db: "service_healthy", templates: "service_started" },
  rest: { db: "service_healthy" },
  realtime: { db: "service_healthy" },
  meta: { db: "service_healthy" },
  pooler: { db: "service_healthy" },
  storage: { db: "service_healthy", rest: "service_started", imgproxy: "service_started" },
  functions: { gateway: "service_healthy" },
  vector: { analytics: "service_healthy" },
};

/** Name of the service that a container of ours is. */
export const roleOf = ({ labels = [] }: ContainerInputs): string =>
  labels.find(({ label }) => label.endsWith(".service"))?.value ?? "unknown";

/** Compose would put variables of its own in the place of a dollar sign. */
export const literal = (text: string): string => text.replaceAll("$", "$$$$");
export const literals = (texts: readonly string[] | undefined): string[] | undefined => texts?.map(literal);

/**
 * A container in the words of Compose, without what depends on whose compose file it is: variables, files, labels, networks.
 * @param present services of the same file, for who waits for whom.
 * @param pids limit of processes.
 */
export function composeService(inputs: ContainerInputs, present: ReadonlySet<string>, pids: number | undefined) {
  const mebibytes = (size: number | undefined) => (size === undefined ? undefined : `${size}m`);
  return {
    container_name: inputs.name,
    image: inputs.image,
    entrypoint: literals(inputs.entrypoints),
    command: literals(inputs.command),
    healthcheck: inputs.healthcheck && healthcheck(inputs.healthcheck),
    volumes: inputs.volumes?.map(
      (volume) => `${volume.volumeName ?? volume.hostPath}:${volume.containerPath}${volume.readOnly ? ":ro" : ""}`,
    ),
    ports: inputs.ports?.map(({ ip, external, internal }) => `${ip}:${external}:${internal}`),
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
    depends_on: dependsOnOf(roleOf(inputs), present),
  };
}

const healthcheck = ({ tests, startPeriod, ...rest }: NonNullable<ContainerInputs["healthcheck"]>) => ({
  ...rest,
  test: literals(tests),
  start_period: startPeriod,
});

function dependsOnOf(role: string, present: ReadonlySet<string>) {
  const needs = Object.entries(dependsOn[role] ?? {}).filter(([name]) => present.has(name));
  return needs.length === 0 ? undefined : Object.fromEntries(needs.map(([name, condition]) => [name, { condition }]));
}
