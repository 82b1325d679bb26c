import type { Figures } from "../../operations/metrics/meter";
import { type InstanceStatus, type ServiceStatus, instanceStates } from "../../operations/status/types";
import type { Family, Labels, Point } from "./exposition";
import { type May, prefix } from "./prefix";

const well: readonly ServiceStatus["health"][] = ["healthy", "running"];

/** State, health, processor and memory. */
export function stateFamilies({ state, stock }: Figures, may: May): Family[] {
  const { hosts = [], instances: all = [], job } = state.value ?? {};
  const instances = all.filter(({ name }) => may(name));
  const seen = hosts.filter(({ name }) => instances.some(({ host }) => host === name));
  const services = instances.flatMap(({ name, services: own }) => own.map((service) => ({ labels: { name, service: service.service }, service }))); // prettier-ignore
  const points = (value: (service: ServiceStatus) => number | undefined): Point[] =>
    services.flatMap(({ labels, service }) => pointOf(labels, value(service)));
  // Docker's list does not tell it: the seldom look does, and the frequent one of those that are not well.
  const restarts = ({ container, restarts: now }: ServiceStatus) =>
    now ?? (stock.value === undefined ? undefined : (stocked(stock.value.instances, container)?.restarts ?? 0));
  const gauge = (name: string, help: string, samples: Point[]): Family => ({ name: `${prefix}${name}`, help, type: "gauge", samples }); // prettier-ignore
  return [
    gauge("host_up", "Whether the Docker of a host answered.", seen.map(({ name, answers }) => ({ labels: { host: name }, value: Number(answers) }))), // prettier-ignore
    gauge("host_edge_up", "Whether the managed Caddy of a host is well.", seen.flatMap(({ name, edge }) => (edge === undefined ? [] : [{ labels: { host: name }, value: Number(well.includes(edge.health)) }]))), // prettier-ignore
    gauge("job_running", "Whether a job is at work on the stack.", state.value === undefined ? [] : [{ value: Number(job !== undefined) }]), // prettier-ignore
    gauge("instance_info", "Always 1: where an instance is, and what it is made of.", instances.map(({ name, host, release, postgres }) => ({ labels: { name, host, release, postgres }, value: 1 }))), // prettier-ignore
    gauge("instance_state", "1 for the state that an instance is in, 0 for the others.", instances.flatMap(({ name, state: is }) => instanceStates.map((one) => ({ labels: { name, state: one }, value: Number(one === is) })))), // prettier-ignore
    gauge("service_up", "Whether a service is well: healthy, or running where it has no health check.", points(({ health }) => Number(well.includes(health)))), // prettier-ignore
    gauge("service_health", "Always 1: how a service is.", services.map(({ labels, service: { health } }) => ({ labels: { ...labels, health }, value: 1 }))), // prettier-ignore
    { ...gauge("service_restarts_total", "Times that Docker started a service again by itself, since its container was made.", points(restarts)), type: "counter" }, // prettier-ignore
    gauge("service_cpu_cores", "Processors that a service keeps busy, over one second.", points(({ usage: { cpu } }) => (cpu === undefined ? undefined : cpu / 100))), // prettier-ignore
    gauge(
      "service_memory_bytes",
      "Memory of a service without the file cache.",
      points(({ usage }) => usage.memory),
    ),
    gauge(
      "service_memory_limit_bytes",
      "Memory that a service may have.",
      points(({ usage }) => usage.memoryLimit),
    ),
  ];
}

const stocked = (instances: readonly InstanceStatus[], container: string): ServiceStatus | undefined =>
  instances.flatMap(({ services }) => services).find((service) => service.container === container);

/** A figure where it is known. */
export const pointOf = (labels: Labels, value: number | undefined): Point[] => (value === undefined ? [] : [{ labels, value }]); // prettier-ignore
