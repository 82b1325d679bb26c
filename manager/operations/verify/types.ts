/** What one check of an instance came to. Version 1 of the documented shape. */
export interface CheckResult {
  /** Short and stable, such as `keys`. */
  readonly id: string;
  /** What holds when it is passed. */
  readonly sentence: string;
  readonly result: "passed" | "failed" | "skipped";
  /** What was found and what to do, or why it was skipped; no secret. */
  readonly detail?: string;
  readonly milliseconds: number;
}

export interface InstanceReport {
  readonly name: string;
  readonly host: string;
  readonly checks: readonly CheckResult[];
}

/** The proof that instances work and stand alone. */
export interface VerifyReport {
  readonly stack: string;
  readonly instances: readonly InstanceReport[];
  readonly totals: { readonly passed: number; readonly failed: number; readonly skipped: number };
}
