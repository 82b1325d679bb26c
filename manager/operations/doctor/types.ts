/** What was found of one side of a host. Version 1 of the documented shape. */
export interface Finding {
  /** Short and stable, such as `ports`. */
  readonly id: string;
  readonly verdict: "ok" | "warning" | "problem";
  /** What is so, with figures. */
  readonly found: string;
  /** What to do. */
  readonly advice?: string;
}

export interface HostReport {
  readonly name: string;
  /** Docker's address. */
  readonly docker: string;
  readonly findings: readonly Finding[];
}

/** Whether hosts can carry what the list puts on them. */
export interface DoctorReport {
  readonly stack: string;
  readonly hosts: readonly HostReport[];
  readonly totals: { readonly ok: number; readonly warnings: number; readonly problems: number };
}
