import pc from "./colours";
import type { DoctorReport, Finding, HostReport } from "../../operations/doctor/types";
import { wrap } from "./fit";

/** The report of `fleet doctor` for a terminal. */
export function doctorText({ hosts, totals }: DoctorReport): string {
  const { ok, warnings, problems } = totals;
  const sum = `${ok} ok, ${counted(warnings, "warning")}, ${counted(problems, "problem")}.`;
  return [...hosts.map(hostText), problems > 0 ? pc.red(sum) : sum].join("\n\n");
}

const hostText = ({ name, docker, findings }: HostReport) =>
  [`${pc.bold(name)}${pc.dim(` (${docker})`)}`, ...findings.flatMap(findingLines)].join("\n");

const marks = { ok: pc.green("✓"), warning: pc.yellow("!"), problem: pc.red("✗") };

const indent = " ".repeat(19);

function findingLines({ id, verdict, found, advice }: Finding): string[] {
  const wrapped = (text: string) => text.split("\n").map((line) => wrap(line, 80, indent)).join(`\n${indent}`); // prettier-ignore
  return [
    `  ${marks[verdict]} ${id.padEnd(14)} ${wrapped(found)}`,
    ...(advice === undefined ? [] : [`${indent}→ ${wrapped(advice)}`]),
  ];
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
