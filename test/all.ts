import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Results of one kind of check. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Names of what failed, each with the first lines of why. */
  readonly failures: readonly string[];
  /** Names of what could not run. */
  readonly skipped: readonly string[];
}

const checks: Record<string, readonly string[]> = {
  format: ["prettier", "--check", "--log-level", "warn", "."],
  lint: ["eslint", "."],
  types: ["tsc", "-p", "."],
  "types of the manager": ["tsc", "-p", "manager"],
  "types of the stand-ins": ["tsc", "-p", "test/images/stand-ins"],
};

function check(name: string, command: readonly string[]): Tally {
  process.stderr.write(`\n== ${name}\n`);
  const { status } = spawnSync("npx", ["--no-install", ...command], { stdio: ["ignore", 2, 2] });
  const good = status === 0;
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, failures: good ? [] : [name], skipped: [] };
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file did not load. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** Lines of a failure that are shown again at the end, where whoever reads only the end finds them. */
const shown = 12;

function failuresOf({ testResults }: Report): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${name}: ${message || "failed outside its tests"}`] : [];
    return failed.map(({ fullName, failureMessages }) => {
      const why = (failureMessages ?? []).join("\n").split("\n").slice(0, shown);
      return [fullName, ...why].join("\n      ");
    });
  });
}

/** Runs the vitest projects of this name; a file that fails outside its tests counts as a failure. */
function tests(project: "unit" | "live*"): Tally {
  process.stderr.write(`\n== ${project.replace("*", "")} tests\n`);
  const folder = mkdtempSync(join(tmpdir(), "fleet-report-"));
  const file = join(folder, "report.json");
  const args = [
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const { status } = spawnSync("npx", ["--no-install", ...args], { stdio: ["ignore", 2, 2] });
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report; // vitest's JSON reporter
    const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    const skipped = all
      .filter((test) => test.status !== "passed" && test.status !== "failed")
      .map((test) => test.fullName);
    const found = failuresOf(report);
    const failures = found.length === 0 && status !== 0 ? [`${project} tests: vitest ended with ${status}`] : found;
    return { passed: report.numPassedTests, failed: failures.length, failures, skipped };
  } catch {
    return { passed: 0, failed: 1, failures: [`${project} tests: vitest left no report`], skipped: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(what: string): number {
  const tallies: Tally[] = [];
  if (what !== "live") for (const [name, command] of Object.entries(checks)) tallies.push(check(name, command));
  if (what !== "live") tallies.push(tests("unit"));
  if (what !== "unit") tallies.push(tests("live*"));
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const skipped = tallies.flatMap((tally) => tally.skipped);
  if (skipped.length > 0) process.stderr.write(`\nSkipped:\n${skipped.map((name) => `  ${name}\n`).join("")}`);
  const failures = tallies.flatMap((tally) => tally.failures);
  if (failures.length > 0) process.stderr.write(`\nFailed:\n${failures.map((each) => `  ${each}\n`).join("")}`);
  const failed = sum((tally) => tally.failed);
  process.stdout.write(`\n${sum((tally) => tally.passed)} passed, ${failed} failed, ${skipped.length} skipped\n`);
  return failed === 0 ? 0 : 1;
}

process.exit(main(process.argv[2] ?? "all"));
