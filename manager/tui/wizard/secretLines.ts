import type { PlannedSecret } from "../../operations/offer/secrets";
import { cut } from "../../cli/show/fit";
import { passed } from "../show/time";

/** What is known of the secrets of an instance before it is made. */
export interface KnownSecrets {
  /** Names, which are known at once. */
  readonly names: readonly string[];
  readonly planned?: readonly PlannedSecret[] | undefined;
  /** Why more is not known. */
  readonly problem?: string | undefined;
  /** What has to end before more is known. */
  readonly waitsFor?: string | undefined;
  /** Milliseconds that more is waited for. */
  readonly waited: number;
}

/** The secrets that a new instance gets, a line for each: a mark where it is known, and else that it will be made. */
export function secretLines({ names, planned, problem, waitsFor, waited }: KnownSecrets, columns: number): string[] {
  const rows =
    planned?.map(({ name, use, source, from, mark }) =>
      source === "made" ? [name, "will be made", use] : [name, mark ?? "given", `given by ${from ?? "the list"}`],
    ) ?? names.map((name) => [name, "…", ""]);
  const width = Math.max(...rows.map(([name = ""]) => name.length)) + 2;
  const lines = rows.map(([name = "", mark = "", use = ""]) => cut(`  ${name.padEnd(width)}${mark.padEnd(14)}${use}`.trimEnd(), columns)); // prettier-ignore
  if (planned !== undefined) return lines;
  if (problem !== undefined) return [...lines, "", cut(`  ${problem.split("\n")[0] ?? ""}`, columns)];
  const waits = waitsFor === undefined ? "Looking which of them the list gives" : `Looked at once this has ended: ${waitsFor}`; // prettier-ignore
  return [...lines, "", cut(`  ${waits} … ${passed(waited)}`, columns)];
}
