import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FleetError } from "../errors";

/** What to do about a damaged state, with either engine. */
export const mend =
  'Nothing was changed. "fleet state check" says which good copies there are; "fleet state restore" puts one back.';

/** Whether Pulumi says that it found a state and could not read it. */
export const isDamaged = (message: string): boolean => /failed to load checkpoint|snapshot integrity/i.test(message);

export const damagedState = (message: string): FleetError =>
  new FleetError("config", `The state cannot be read. ${lineOf(message)}\n${mend}`);

const lineOf = (message: string) =>
  message
    .split("\n")
    .find(isDamaged)
    ?.replace(/^.*?(error: )?(?=failed to load|snapshot integrity)/i, "Pulumi: ") ?? "";

/** Where a backend of files keeps the state of a stack of this program. */
export function stateFileOf(
  { PULUMI_BACKEND_URL: own }: Readonly<Record<string, string>>,
  stack: string,
): string | undefined {
  const backend = own ?? process.env.PULUMI_BACKEND_URL ?? "";
  if (!backend.startsWith("file://")) return undefined;
  return join(backend.slice("file://".length), ".pulumi", "stacks", "supabase-fleet", `${stack}.json`);
}

/** Hands an exported state over in a file that nobody else can read. */
export async function importState(state: string, run: (file: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "supabase-fleet-"));
  try {
    const file = join(folder, "state.json");
    writeFileSync(file, state, { mode: 0o600 });
    await run(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
