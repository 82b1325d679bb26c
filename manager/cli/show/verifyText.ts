import pc from "picocolors";
import type { CheckResult, InstanceReport, VerifyReport } from "../../operations/verify/types";

/** The report of `fleet verify` for a terminal. */
export function verifyText({ instances, totals }: VerifyReport): string {
  if (instances.length === 0) return "The list is empty.";
  const { passed, failed, skipped } = totals;
  const sum = `${passed} passed, ${failed} failed, ${skipped} skipped.`;
  return [...instances.map(instanceText), failed > 0 ? pc.red(sum) : sum].join("\n\n");
}

const instanceText = ({ name, host, checks }: InstanceReport) =>
  [`${pc.bold(name)}${pc.dim(` on ${host}`)}`, ...checks.flatMap(checkLines)].join("\n");

const marks = { passed: pc.green("✓"), failed: pc.red("✗"), skipped: pc.dim("-") };

function checkLines({ id, sentence, result, detail, milliseconds }: CheckResult): string[] {
  const head = `  ${marks[result]} ${id.padEnd(18)} ${sentence}`;
  if (result === "skipped") return [`  ${marks.skipped} ${id.padEnd(18)} ${pc.dim(`skipped: ${detail ?? ""}`)}`];
  const lines = detail === undefined ? [] : detail.split("\n").map((line) => `${" ".repeat(23)}${result === "failed" ? pc.red(line) : pc.dim(line)}`); // prettier-ignore
  return [`${head} ${pc.dim(`(${milliseconds} ms)`)}`, ...lines];
}
