import { derivePorts } from "../../../components/config/resolve";
import { chooseSubnets } from "../../../components/config/subnets";
import type { Fleet, InstanceSpec } from "../../../components/spec";

/** Ports by role and the subnet, as far as the entry does not say them itself. */
export interface Place {
  readonly ports: Readonly<Record<string, number>>;
  readonly subnet: string | undefined;
}

/**
 * A place that nobody on the host has. The program's own choice goes by the alphabet: it would give a newcomer the port of
 * a neighbour who comes later in it, and move the neighbour.
 */
export function placeFor(name: string, { instances }: Fleet, before: Fleet): Place {
  const own = instances.find((instance) => instance.name === name);
  if (own === undefined) return { ports: {}, subnet: undefined };
  const neighbours = before.instances.filter(({ host }) => host.name === own.host.name);
  const chosen = derivePorts([...neighbours.map(settled), own], own.host).get(name) ?? own.ports;
  const open = Object.entries(chosen).filter(([role]) => !(role in own.config.ports));
  const requests = [...neighbours, { name, subnet: own.config.subnet }];
  return {
    ports: Object.fromEntries(open.flatMap(([role, binding]) => (binding === undefined ? [] : [[role, binding.port]]))),
    subnet: own.config.subnet === undefined ? chooseSubnets(own.host.subnets, requests).get(name) : undefined,
  };
}

/** A neighbour as if everything it has were written down. */
const settled = (spec: InstanceSpec): InstanceSpec => ({ ...spec, config: { ...spec.config, ports: spec.ports } });
