import { expect } from "vitest";
import { missingDocker } from "./docker";
import type { EngineKind, Outcome } from "./engines";

/** Why the live tests of an engine cannot run here, and titles that say so. */
export function conditions({ missing }: EngineKind): { reason: string | undefined; title: (text: string) => string } {
  const reason = missingDocker() ?? missing;
  return { reason, title: (text) => (reason === undefined ? text : `${text} (skipped: ${reason})`) };
}

/** A run that went through; its whole log is the message when it did not. */
export function expectSuccess(outcome: Outcome): Outcome {
  expect({ code: outcome.code, log: outcome.code === 0 ? "" : outcome.log }).toEqual({ code: 0, log: "" });
  return outcome;
}
