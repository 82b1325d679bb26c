/** One JSON line on stdout, as most upstream services write them. */
export function log(
  level: "info" | "warn" | "error",
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, msg: message, ...fields })}\n`);
}

/** Says on stderr what is wrong, one line each, and ends the process with exit code 1. */
export function refuse(service: string, problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `${service}: ${problem}\n`).join(""));
  process.exit(1);
}
