import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { FleetError } from "../errors";

/** Runs `pulumi` with these arguments and this standard input. */
export type RunPulumi = (args: readonly string[], input: string) => Promise<unknown>;

/**
 * Encrypts with the key of a stack, as `pulumi config set --secret` does, on a file that holds nothing but the key's settings:
 * Pulumi writes a file anew in a form of its own. The value goes in by standard input, where no list of processes shows it.
 */
export async function encryptFor(stackFile: string, value: string, run: RunPulumi): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "supabase-fleet-"));
  const file = join(folder, "key.yaml");
  try {
    const { config: _, ...key } = parse(readFileSync(stackFile, "utf8")) as Record<string, unknown>; // a group, or the program refuses it
    writeFileSync(file, stringify({ ...key, config: {} }), { mode: 0o600 });
    await run(["config", "set", "--secret", "supabase-fleet:value", "--config-file", file], value);
    const { config, ...after } = parse(readFileSync(file, "utf8")) as Record<string, unknown>; // Pulumi's own format
    const secure = secureIn(config);
    if (secure !== undefined && JSON.stringify(after) === JSON.stringify(key)) return secure;
    throw new FleetError(
      "config",
      `${stackFile} has no key yet that values are encrypted with. "pulumi config set --secret" for any one value makes it.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function secureIn(config: unknown): string | undefined {
  const entry: unknown = typeof config === "object" && config !== null ? Object.values(config)[0] : undefined;
  const secure = typeof entry === "object" && entry !== null && "secure" in entry ? entry.secure : undefined;
  return typeof secure === "string" ? secure : undefined;
}
