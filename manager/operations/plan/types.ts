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
  /** What the changes come from; none for a new instance. */
  readonly reasons: readonly Reason[];
  readonly services: readonly ServiceChange[];
  /** Volumes, network, secrets, snippet and what is set inside Postgres. */
  readonly others: readonly ResourceChange[];
  /** Seconds in which some request may fail, or until a resumed instance answers: expected from the measured table. */
  readonly downtime: number;
  /** Volumes whose data would be gone. */
  readonly dataAtRisk: readonly string[];
}

/**
 * Why an instance changes. `setting`: the list says something else than at the last apply. `file` and `secret`: what a setting
 * refers to has other content. `address`: a port or subnet that is chosen and not written has moved. `program`: this version
 * renders it differently. `content`: that, or a secret whose text nobody sees has changed. `unknown`: an earlier version
 * applied it and kept no settings.
 */
export interface Reason {
  readonly kind: "setting" | "file" | "secret" | "address" | "program" | "content" | "unknown";
  /** Setting, such as `auth.siteUrl`, or what has moved. */
  readonly path?: string;
  /** Which file or variable has other content. */
  readonly from?: string;
  /** JSON text of a setting; `[secret]` for a secret, undefined for the default. */
  readonly old?: string | undefined;
  readonly new?: string | undefined;
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

/** A value before and after; a secret is a fingerprint such as `#1a2b3c4d`, and `(generated)` is what only the apply will know. */
export interface ValueChange {
  readonly name: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** `database` is something that is set inside Postgres, and `record` what the state remembers of the list. */
export interface ResourceChange {
  readonly kind: "volume" | "network" | "secret" | "snippet" | "container" | "database" | "record";
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
