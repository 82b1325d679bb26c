import type { Change } from "./agree/change";

/** What is on the screen. Views lie on each other: leaving one shows the one below. */
export type View =
  | { readonly at: "dashboard" }
  | { readonly at: "detail"; readonly name: string }
  | { readonly at: "wizard" }
  | { readonly at: "monitor"; readonly names: readonly string[] }
  | { readonly at: "agree"; readonly change: Change }
  | { readonly at: "rotate"; readonly names: readonly string[] }
  | { readonly at: "jobs" };
