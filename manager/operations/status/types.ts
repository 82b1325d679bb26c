import type { ServiceName } from "../../../components/config/services";
import type { Checked } from "../backup/check";

/** How an instance is; docs/fleet.md says how each is told. UNKNOWN: its host does not answer. */
export const instanceStates = ["CREATING", "STARTING", "ACTIVE_HEALTHY", "ACTIVE_UNHEALTHY", "PAUSED", "FAILED", "UNKNOWN"] as const; // prettier-ignore
export type InstanceState = (typeof instanceStates)[number];

/**
 * How a container is. `running`: it has no health check. `restarting`: it ends again and again. `missing`: there is none.
 * `unknown`: its host does not answer.
 */
export type ServiceHealth =
  "healthy" | "running" | "starting" | "unhealthy" | "restarting" | "stopped" | "missing" | "unknown";

/** A fleet at one moment. Plain data without secrets; version 1 of the documented shape. What is not known is left out. */
export interface FleetStatus {
  /** ISO 8601. */
  readonly at: string;
  /** The job that is at work on the stack. */
  readonly job?: { readonly name: string; readonly user: string; readonly since: string } | undefined;
  readonly hosts: readonly HostStatus[];
  readonly instances: readonly InstanceStatus[];
}

export interface HostStatus {
  readonly name: string;
  /** Docker's address. */
  readonly docker: string;
  readonly answers: boolean;
  /** Why it does not answer, or what could not be asked. */
  readonly notes: readonly string[];
  /** The managed Caddy, where there is one. */
  readonly edge?: ServiceStatus | undefined;
}

export interface InstanceStatus {
  readonly name: string;
  readonly host: string;
  readonly state: InstanceState;
  /** Why it is in that state, or what waits to be done, and the command for it. */
  readonly notes: readonly string[];
  readonly release: string;
  /** Major version of Postgres. */
  readonly postgres: string;
  readonly urls: { readonly api: string; readonly studio?: string | undefined; readonly mail?: string | undefined };
  readonly services: readonly ServiceStatus[];
  readonly volumes: readonly VolumeStatus[];
  /** Sums of its services and volumes. */
  readonly usage: Usage;
  /** Unset when it makes no backups, or when their container does not run. */
  readonly backup?: BackupStatus | undefined;
  readonly keys: KeysStatus;
  /** Unset when tokens of the newest signing key alone count. */
  readonly overlap?: KeyOverlap | undefined;
  /** Secrets by age; when one instance is asked for. */
  readonly secrets: readonly SecretAge[];
  /** What the edge shows for each of its names, where TLS is on. */
  readonly certificates: readonly CertificateStatus[];
}

export interface ServiceStatus {
  readonly service: ServiceName | "edge";
  /** Name of its container. */
  readonly container: string;
  readonly health: ServiceHealth;
  /** Image it runs, or would run where there is no container. */
  readonly image: string;
  /** Image that the list names, where it is another one. */
  readonly wantedImage?: string | undefined;
  /** ISO 8601; when one instance is asked for. */
  readonly startedAt?: string | undefined;
  /** Of the last run of one that has ended. */
  readonly exitCode?: number | undefined;
  /** Times that Docker started it again by itself. */
  readonly restarts?: number | undefined;
  /** Last line of the log of one that is sick; passwords and tokens are hidden. */
  readonly lastLog?: string | undefined;
  readonly usage: Usage;
}

/** What is in use. Left out where it was not asked for or nobody knows. */
export interface Usage {
  /** Percent of one processor. */
  readonly cpu?: number | undefined;
  /** Bytes, file cache left out. */
  readonly memory?: number | undefined;
  /** Bytes. */
  readonly memoryLimit?: number | undefined;
  /** Bytes: of a service what its container wrote, of an instance its volumes as well. */
  readonly disk?: number | undefined;
}

export interface VolumeStatus {
  readonly name: string;
  /** Bytes. */
  readonly size?: number | undefined;
}

/** How its backups are; what is older than the list allows, or failed, is in `alarms`, and among its notes. */
export type BackupStatus = Omit<Checked, "instance">;

/** Validity of the API keys in the older form, `anonKey` and `serviceRoleKey`; unset when they are given ones. */
export interface KeysStatus {
  /** ISO 8601. */
  readonly issuedAt?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** Tokens of the signing key before the newest one count as well, until `fleet rotate <name> jwtKeys --finish`. */
export interface KeyOverlap {
  /** ISO 8601: when the last of them has expired; unset when the rotation was not made from here. */
  readonly until?: string | undefined;
  /** Whether that has come, so that it can be finished. */
  readonly over: boolean;
}

export interface SecretAge {
  readonly name: string;
  /** Undefined when the operator gives it. */
  readonly generation?: number | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
  /** Where `since` comes from: Pulumi's state, the creation of the instance's network, or its rotation in the audit log. */
  readonly source?: "state" | "network" | "audit" | undefined;
}

export interface CertificateStatus {
  readonly name: string;
  /** ISO 8601. */
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  readonly issuer?: string | undefined;
  /** Whether this machine trusts it. */
  readonly trusted?: boolean | undefined;
  /** Why none was shown. */
  readonly problem?: string | undefined;
}
