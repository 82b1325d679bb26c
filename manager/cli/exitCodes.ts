import type { ErrorKind } from "../operations/errors";

/** Exit codes of `fleet`; docs/fleet.md has the same table. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** `plan` or `drift` found differences. */
  differences: 2,
  /** `plan` would lose data. */
  dataAtRisk: 3,
  usage: 4,
  config: 4,
  refused: 5,
  busy: 6,
  missing: 7,
  unreachable: 8,
  cancelled: 130,
} as const satisfies Record<ErrorKind | "done" | "differences" | "dataAtRisk", number>;
