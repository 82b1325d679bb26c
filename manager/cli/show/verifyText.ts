import pc from "./colours";
import type { CheckResult, InstanceReport, VerifyReport } from "../../operations/verify/types";
import { wrap } from "./fit";

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

/** A line of 100 columns behind the name of a check. */
const indent = " ".repeat(23);
const wrapped = (text: string) => text.split("\n").map((line) => wrap(line, 76, "")).join("\n").split("\n"); // prettier-ignore

function checkLines({ id, sentence, result, detail = "", milliseconds }: CheckResult): string[] {
  const head = `  ${marks[result]} ${id.padEnd(18)}`;
  if (result === "skipped") return [`${head} ${pc.dim(`skipped: ${detail}`)}`];
  const first = `${sentence} ${pc.dim(`(${milliseconds} ms)`)}`;
  const paint = result === "failed" ? pc.red : pc.dim;
  const lines = detail === "" ? [] : wrapped(detail).map((line) => `${indent}${paint(line)}`);
  return [`${head} ${first}`, ...lines];
}
