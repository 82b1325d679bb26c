import { planOf } from "../plan/plan";
import { downtimeOf } from "../plan/downtime";
import type { Workspace } from "../workspace";
import { type Finding, shown } from "./finding";
import { type Drifted, type Look, look } from "./look";
import type { Drift, InstanceDrift, PendingChange, Repair, ResourceDrift } from "./types";
import type { Undeclared } from "./undeclared";

/**
 * What on the hosts is not as the last apply made it. Changes nothing. A host that does not answer is in the answer.
 * @param only name of one instance; everything when unset.
 * @throws FleetError when there is no such instance, or the stack file has mistakes.
 */
export async function drift(workspace: Workspace, only?: string): Promise<Drift> {
  return driftIn(workspace.stack, await look(workspace, only), only);
}

/** What a look came to, without a secret. */
export function driftIn(stack: string, seen: Look, only: string | undefined): Drift {
  const { showing, model } = seen;
  const drifted = [
    ...seen.resources.filter(({ findings }) => findings.length > 0).map((one) => resource(one, showing)),
    ...seen.undeclared.map((one) => extra(one, showing)),
  ];
  const plan = planOf(stack, model);
  const hosts = new Map(seen.resources.flatMap(({ wanted: { instance, host } }) => (instance === undefined ? [] : [[instance, host] as const]))); // prettier-ignore
  const names =
    only === undefined ? [...new Set([...plan.instances.map(({ name }) => name), ...hosts.keys()])] : [only];
  const instances = names.sort().map((name): InstanceDrift => {
    const planned = plan.instances.find((one) => one.name === name);
    const pending = planned === undefined ? [] : pendingIn(planned);
    return {
      name,
      host: hosts.get(name) ?? planned?.host ?? "",
      resources: drifted.filter(({ instance }) => instance === name),
      pending,
    };
  });
  const shared = drifted.filter(({ instance }) => instance === undefined);
  const counted = [...instances.flatMap(({ resources }) => resources), ...shared].filter(counts);
  return {
    stack,
    instances,
    shared,
    unreachable: seen.unreachable,
    elsewhere: seen.elsewhere,
    totals: {
      looked: seen.resources.length + seen.undeclared.length,
      drifted: counted.length,
      left: counted.filter(({ differences }) => differences.some(({ repair }) => repair === "none")).length,
      pending: instances.reduce((sum, { pending }) => sum + pending.length, 0),
    },
  };
}

/** A volume that nobody declared is told, but it is only there: nothing that is declared is different for it. */
export const counts = ({ kind, differences }: ResourceDrift) =>
  kind !== "volume" || differences.some(({ property }) => property !== "undeclared");

function pendingIn({ services, others }: ReturnType<typeof planOf>["instances"][number]): PendingChange[] {
  return [
    ...services.map(({ service, action }) => ({ what: service, action })),
    ...others.map(({ kind, name, action }) => ({ what: `${kind} ${name}`, action })),
  ];
}

/** The strongest first: it is what the whole resource goes through. */
const strongest: readonly Repair[] = [
  "replace",
  "remove",
  "rewrite",
  "restart",
  "start",
  "update",
  "disconnect",
  "none",
];

export const repairOf = (findings: readonly Pick<Finding, "repair">[]): Repair =>
  strongest.find((repair) => findings.some((finding) => finding.repair === repair)) ?? "none";

function resource({ wanted, findings }: Drifted, showing: Look["showing"]): ResourceDrift {
  const { kind, name, host, instance, service } = wanted;
  const repair = repairOf(findings);
  const stops = repair === "replace" || repair === "restart";
  return {
    kind,
    name,
    host,
    instance,
    service,
    differences: findings.map((finding) => shown(finding, showing)),
    repair,
    // A network takes the database along.
    downtime: stops ? downtimeOf(kind === "network" ? "db" : (service ?? "")) : 0,
  };
}

const extra = ({ kind, name, host, instance, finding }: Undeclared, showing: Look["showing"]): ResourceDrift => ({
  kind,
  name,
  host,
  instance,
  service: undefined,
  differences: [shown(finding, showing)],
  repair: finding.repair,
  downtime: 0,
});
