import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Results of one kind of check. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
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
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs one vitest project; a file that does not even load counts as a failure. */
function tests(project: "unit" | "live"): Tally {
  process.stderr.write(`\n== ${project} tests\n`);
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
    const failed =
      report.numFailedTests === 0 && status !== 0 ? Math.max(1, report.numFailedTestSuites) : report.numFailedTests;
    return { passed: report.numPassedTests, failed, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(what: string): number {
  const tallies: Tally[] = [];
  if (what !== "live") for (const [name, command] of Object.entries(checks)) tallies.push(check(name, command));
  if (what !== "live") tallies.push(tests("unit"));
  if (what !== "unit") tallies.push(tests("live"));
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const skipped = tallies.flatMap((tally) => tally.skipped);
  if (skipped.length > 0) process.stderr.write(`\nSkipped:\n${skipped.map((name) => `  ${name}\n`).join("")}`);
  const failed = sum((tally) => tally.failed);
  process.stdout.write(`\n${sum((tally) => tally.passed)} passed, ${failed} failed, ${skipped.length} skipped\n`);
  return failed === 0 ? 0 : 1;
}

process.exit(main(process.argv[2] ?? "all"));
