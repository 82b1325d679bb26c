import type { ServiceName } from "../../../../components/config/services";
import type { InstanceSpec } from "../../../../components/spec";
import { Skipped } from "../check";

/** @throws Skipped when a service is off. */
export function needs({ services }: InstanceSpec, service: ServiceName): void {
  if (!services.includes(service)) throw new Skipped(`services.${service} is off`);
}
