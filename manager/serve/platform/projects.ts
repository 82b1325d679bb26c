import type { InstanceStatus } from "../../operations/status/types";

/** An instance as the platform API tells it: no secret is in it. */
export function projectOf({ name, host, state, notes, urls, release, services, usage }: InstanceStatus) {
  return {
    id: name,
    host,
    state,
    notes: [...notes],
    endpoints: { ...urls },
    release,
    services: services.map((each) => ({
      service: each.service,
      container: each.container,
      health: each.health,
      cpu: each.usage.cpu,
      memory: each.usage.memory,
    })),
    usage: { cpu: usage.cpu, memory: usage.memory, disk: usage.disk },
  };
}
