/** What applying the list would do, in words and without a secret. Version 1 of the documented shape. */
export interface Plan {
  readonly stack: string;
  readonly instances: readonly InstancePlan[];
  /** What belongs to hosts rather than to an instance: the managed Caddy and its volumes. */
  readonly shared: readonly ResourceChange[];
  /** Why an apply would not go through. */
  readonly refusals: readonly string[];
  readonly totals: Totals;
  /** Of everything above: the same plan has the same hash. */
  readonly hash: string;
}

export type InstanceAction = "create" | "change" | "pause" | "resume" | "delete" | "none";

export interface InstancePlan {
  readonly name: string;
  readonly host: string | undefined;
  readonly action: InstanceAction;
  /** Settings that differ from the last apply. */
  readonly reasons: readonly SettingChange[];
  readonly services: readonly ServiceChange[];
  /** Volumes, network, secrets and snippet. */
  readonly others: readonly ResourceChange[];
  /** Seconds in which some request may fail, expected from the measured table. */
  readonly downtime: number;
  /** Volumes whose data would be gone. */
  readonly dataAtRisk: readonly string[];
}

export interface SettingChange {
  /** Such as `auth.siteUrl`. */
  readonly path: string;
  /** JSON text; `[secret]` for a secret, undefined for the default. */
  readonly old: string | undefined;
  readonly new: string | undefined;
}

export type ServiceAction = "create" | "live" | "replace" | "delete";

export interface ServiceChange {
  readonly service: string;
  readonly action: ServiceAction;
  readonly variables: readonly ValueChange[];
  /** Image, command, ports, mounts, files and whatever else differs. */
  readonly differences: readonly ValueChange[];
  /** Seconds in which the service does not answer. */
  readonly downtime: number;
}

/** A value before and after; a secret is a fingerprint such as `#1a2b3c4d`. */
export interface ValueChange {
  readonly name: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

export interface ResourceChange {
  readonly kind: "volume" | "network" | "secret" | "snippet" | "container" | "step";
  readonly name: string;
  readonly action: "create" | "update" | "replace" | "delete";
}

export interface Totals {
  readonly create: number;
  readonly live: number;
  readonly replace: number;
  readonly delete: number;
  readonly downtime: number;
  readonly dataAtRisk: number;
}
