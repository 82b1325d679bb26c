import type { InstanceSpec } from "../spec";
import type { InstanceConfig } from "./instance";
import { sized } from "./resources";
import { type ServiceName, serviceNames } from "./services";

/** Answers that follow from one entry of the list alone. */

/** The host an entry is placed on; undefined when it names none and there are several. */
export const hostOf = (config: InstanceConfig, hosts: readonly string[]): string | undefined =>
  config.host ?? (hosts.length === 1 ? hosts[0] : undefined);

/** Services an entry asks for, in the order in which they are declared. */
export function servicesOf(config: InstanceConfig): ServiceName[] {
  const switches: Partial<Record<ServiceName, boolean>> = {
    ...config.services,
    vector: config.services.analytics,
    backup: backsUp(config),
    backupsql: backsUp(config),
    templates: Object.values(config.auth.mail.templates).some((template) => template !== undefined),
  };
  return serviceNames.filter((service) => switches[service] ?? true);
}

/** Whether it makes backups by itself. */
export const backsUp = ({ backup }: InstanceConfig): boolean => backup?.enabled === true;

export function resourcesOf(config: InstanceConfig): InstanceSpec["resources"] {
  const of = (service: ServiceName) => {
    const base = sized(service, config.size);
    const own = config.resources[service] ?? {};
    const memory = own.memory ?? base.memory;
    const memoryReservation = own.memoryReservation ?? Math.min(base.memoryReservation, memory);
    return { ...base, ...own, memory, memoryReservation };
  };
  return Object.fromEntries(serviceNames.map((service) => [service, of(service)])) as InstanceSpec["resources"]; // built from serviceNames
}
