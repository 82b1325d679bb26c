import type { Plan } from "../plan/types";

/** What is asked for. */
export interface UpgradeRequest {
  /** Instances; every one of the list when `all`. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** Release to go to; the newest known one when neither it nor an image is given. */
  readonly release?: string | undefined;
  /** Images by service, in place of a release's. */
  readonly images: Readonly<Record<string, string>>;
  /** Instance that goes first, alone. */
  readonly canary?: string | undefined;
  /** Instances that are upgraded together after the canary. */
  readonly wave: number;
}

/**
 * Settings of an entry by path (`release`, `images.rest`), as the stack file has them; null where it has none. They decide
 * the images, and nothing else of an entry is touched.
 */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** An image that changes. */
export interface ImageChange {
  readonly service: string;
  readonly old: string;
  readonly new: string;
}

/** What the checks found about one instance; none of it was changed. */
export interface InstanceCheck {
  readonly name: string;
  readonly host: string;
  readonly images: readonly ImageChange[];
  /** Major version that the data directory holds. */
  readonly postgres: string;
  /** Bytes of the data volumes. */
  readonly data: number;
}

/** A look at an upgrade before it is agreed to. */
export interface UpgradePlan {
  readonly plan: Plan;
  /** In the order in which they go: the canary first, then waves. */
  readonly waves: readonly (readonly string[])[];
  readonly checks: readonly InstanceCheck[];
  /** Images that are not on their host yet. */
  readonly pulls: readonly { readonly host: string; readonly image: string }[];
  /** Instances that were named and stay as they are, with the reason. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

export type Outcome = "upgraded" | "rolled back" | "not started" | "unfinished";

export interface InstanceReport {
  readonly name: string;
  readonly outcome: Outcome;
  /** Snapshot that was taken before, as `fleet snapshots` lists it. */
  readonly snapshot: string | undefined;
  /** Why it was rolled back. */
  readonly reason: string | undefined;
  /** Whether the data is that of the snapshot again. */
  readonly restored: boolean;
  /** Snapshot of the data as it was before it was put back. */
  readonly newer: string | undefined;
  /** Rows written after the snapshot, which are in `newer` alone; undefined when Postgres could not tell. */
  readonly lost: readonly string[] | undefined;
}

export interface UpgradeReport {
  readonly instances: readonly InstanceReport[];
}
