import { randomBytes } from "node:crypto";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { inFolder, root, stackFile } from "./paths";

type Outputs = Record<string, Record<string, string> | undefined>;

/** Makes the stack `dev` true, with the Pulumi CLI where there is one. */
export function up(): void {
  if (!usesCli()) return embedded("up");
  prepareCli();
  pulumi("up", "--yes", "--skip-preview", "--suppress-outputs");
}

/** Removes everything of the stack. */
export function down(): void {
  if (!usesCli()) {
    embedded("up");
    embedded("destroy");
    return;
  }
  prepareCli();
  pulumi("up", "--yes", "--skip-preview", "--suppress-outputs");
  pulumi("destroy", "--yes", "--skip-preview");
  pulumi("stack", "rm", "--yes", "--preserve-config");
}

/** What the program exports, with its secrets. */
export function outputs(): Outputs {
  const result = usesCli()
    ? run("pulumi", ["stack", "output", "--stack", "dev", "--json", "--show-secrets"], { stdout: "pipe" })
    : run(process.execPath, engineArguments("up", "--json"), { stdout: "pipe" });
  const text: { instances?: Outputs; outputs?: { instances?: Outputs } } = JSON.parse(result.stdout);
  return text.instances ?? text.outputs?.instances ?? {};
}

/** The engine that made the stack keeps it: each has a state of its own. */
function usesCli(): boolean {
  if (existsSync(inFolder("embedded"))) return false;
  if (existsSync(inFolder("state"))) return true;
  return spawnSync("pulumi", ["version"]).status === 0;
}

const environment = {
  PULUMI_BACKEND_URL: `file://${inFolder("state")}`,
  PULUMI_CONFIG_PASSPHRASE_FILE: inFolder("passphrase"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
};

/** A local file backend, a passphrase that only its user can read, and the stack. */
function prepareCli(): void {
  mkdirSync(inFolder("state"), { recursive: true, mode: 0o700 });
  if (!existsSync(inFolder("passphrase")))
    writeFileSync(inFolder("passphrase"), randomBytes(24).toString("base64url"), { mode: 0o600 });
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'\n`);
  writeFileSync(inFolder("env.sh"), `# Source this to use the pulumi command on the stack dev.\n${exports.join("")}`, {
    mode: 0o600,
  });
  run("pulumi", ["stack", "select", "dev", "--create", "--non-interactive"], { stdout: "ignore" });
}

function pulumi(command: string, ...args: string[]): void {
  run("pulumi", [command, "--stack", "dev", "--non-interactive", ...args], { stdout: "inherit" });
}

const engineArguments = (action: string, ...more: string[]) => [
  "--import", "tsx", "engine/main.ts", action, "--stack-file", stackFile, "--state", inFolder("embedded/dev.json"), ...more,
]; // prettier-ignore

function embedded(action: string): void {
  run(process.execPath, engineArguments(action), { stdout: "inherit" });
}

function run(
  program: string,
  args: readonly string[],
  { stdout }: { stdout: "inherit" | "pipe" | "ignore" },
): SpawnSyncReturns<string> {
  // What a run reports goes beside the summary, not into it.
  const output = stdout === "inherit" ? 2 : stdout;
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    stdio: ["ignore", output, "inherit"],
  });
  if (result.status !== 0)
    throw new Error(
      `"${program} ${args.slice(0, 2).join(" ")}" failed; what it said is above. bin/up can be run again.`,
    );
  return result;
}
