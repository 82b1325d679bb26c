/** What on the hosts is not as the last apply made it. No secret is in it. Version 1 of the documented shape. */
export interface Drift {
  readonly stack: string;
  readonly instances: readonly InstanceDrift[];
  /** What belongs to hosts rather than to an instance: the managed Caddy and its volumes. */
  readonly shared: readonly ResourceDrift[];
  readonly unreachable: readonly UnreachableHost[];
  /** What carries our labels or names and is nobody's here: another stack's, or left by one. It is not drift. */
  readonly elsewhere: readonly Elsewhere[];
  readonly totals: DriftTotals;
}

export interface InstanceDrift {
  readonly name: string;
  readonly host: string;
  readonly resources: readonly ResourceDrift[];
  /** Changes of the list that are not applied yet: `fleet plan` has them in full. */
  readonly pending: readonly PendingChange[];
}

export interface PendingChange {
  /** Service, or kind and name of anything else. */
  readonly what: string;
  readonly action: "create" | "live" | "update" | "replace" | "delete";
}

export type ResourceKind = "container" | "network" | "volume" | "snippet";

export interface ResourceDrift {
  readonly kind: ResourceKind;
  /** As on the host: the name of a container, network or volume, the path of a snippet. */
  readonly name: string;
  readonly host: string;
  /** The instance that it belongs to; undefined for what belongs to a host. */
  readonly instance: string | undefined;
  readonly service: string | undefined;
  readonly differences: readonly Difference[];
  /** What a repair does to it; `none` leaves it. */
  readonly repair: Repair;
  /** Seconds in which its service does not answer during the repair. */
  readonly downtime: number;
}

/** One thing that differs. `name` says which variable, label, file, port, network or mount it is about. */
export interface Difference {
  readonly property: Property;
  readonly name?: string;
  /** As the last apply made it; a secret is a mark such as `#1a2b3c4d`, unset when it should not be there. */
  readonly wanted?: string;
  /** As it is on the host; unset when it is not there. */
  readonly found?: string;
  /** Whether the values are marks of secrets, or hold some. */
  readonly secret?: boolean;
  readonly repair: Repair;
  /** Why it is left, or what else there is to know. */
  readonly note?: string;
}

export type Repair =
  /** Set while it runs. */
  | "update"
  | "start"
  | "restart"
  /** Taken off a network. */
  | "disconnect"
  /** Stopped in order, removed and made again. */
  | "replace"
  | "rewrite"
  | "remove"
  /** Left as it is. */
  | "none";

export type Property =
  | "presence" | "state" | "health" | "identity" | "undeclared"
  | "image" | "digest" | "env" | "entrypoint" | "command" | "label" | "mount" | "network" | "healthcheck" | "port"
  | "memory" | "memorySwap" | "memoryReservation" | "cpuShares" | "cpus" | "shmSize" | "pids" | "restart"
  | "stopSignal" | "stopGrace" | "logDriver" | "logOption" | "securityOption" | "privilege" | "user" | "workingDir" | "file"
  | "content" | "mode" | "owner"
  | "driver" | "subnet" | "internal" | "joined"; // prettier-ignore

export interface UnreachableHost {
  readonly host: string;
  readonly reason: string;
}

export interface Elsewhere {
  readonly host: string;
  /** As its label or name says. */
  readonly instance: string;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

export interface DriftTotals {
  /** Containers, networks, volumes and snippets that were looked at. */
  readonly looked: number;
  readonly drifted: number;
  /** Of those, what a repair would leave. */
  readonly left: number;
  readonly pending: number;
}
