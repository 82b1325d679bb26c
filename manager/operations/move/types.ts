import type { DataRole } from "../snapshot/target";

export interface MoveRequest {
  readonly name: string;
  /** Host to go to. */
  readonly to: string;
}

/** What a move would do, and what was found; nothing was changed for it. */
export interface MovePlan {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Bytes of each volume that goes along. */
  readonly volumes: readonly { readonly role: DataRole; readonly bytes: number }[];
  /** Bytes that are free on the new host. */
  readonly free: number;
  /** Images that the new host has to pull, which happens before anything stops. */
  readonly pulls: readonly string[];
  /** Settings that a neighbour's place on the new host asks for, such as another port. */
  readonly placed: Readonly<Record<string, string | number>>;
  /** What somebody has to do or to know. */
  readonly notes: readonly string[];
}

/** A move that began and did not come to its end, or one whose old data is still there. */
export interface MoveRecord {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** ISO 8601. */
  readonly since: string;
  readonly phase: Phase;
}

/**
 * How far a move has come. Up to `stop` the old host has everything, and the new one a copy; from `switch` on the new one may
 * have served.
 */
export type Phase = "copy" | "stop" | "switch" | "settle" | "done";

/** What a move came to. */
export interface Moved {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Bytes that were copied while it served, and while it was down. */
  readonly copied: number;
  readonly rest: number;
  /** Seconds in which it did not answer. */
  readonly downTime: number;
  /** Seconds, all in all. */
  readonly seconds: number;
  /** Volumes of before, which stay on the old host until `fleet move --clean`. */
  readonly left: readonly string[];
}
