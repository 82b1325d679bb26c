import { confirm, input } from "@inquirer/prompts";
import type { Command } from "commander";
import { exportKeys } from "../operations/backup/keyFile";
import { backUp } from "../operations/backup/now";
import { type StoredBackups, partingOf } from "../operations/backup/parting";
import { FleetError } from "../operations/errors";
import type { Context } from "./context";
import { backedUpText } from "./show/backupText";
import { inactive, keysWrittenText, partingText } from "./show/partingText";

export interface PartingFlags {
  readonly yes?: boolean;
  readonly backup?: boolean;
  /** A file; false for none. */
  readonly key?: string | false;
}

/** The flags of a command after which an instance is gone. */
export const partingFlags = (command: Command): Command =>
  command
    .option("--backup", "make a last backup before")
    .option("--no-backup", "make none")
    .option("--key <file>", "write the key to its backups, which goes with it, into this file before")
    .option("--no-key", "let the key go: unless it lies elsewhere, nobody opens its backups any more");

/**
 * Before an instance goes: tells what it leaves behind, offers a last backup, and has the key to its backups put elsewhere.
 * @throws FleetError when nobody answers what becomes of them.
 */
export async function part(context: Context, name: string, flags: PartingFlags): Promise<void> {
  const parting = await partingOf(context.workspace(), name);
  if (context.json) context.print("parting", parting, () => "");
  else process.stderr.write(`\n${partingText(parting, new Date().toISOString())}\n\n`);
  const { backups } = parting;
  if (backups === undefined) {
    if (flags.backup === true || typeof flags.key === "string")
      throw new FleetError("refused", `${name} has no backup.store, so there is neither a backup to make nor a key. Nothing was deleted.`); // prettier-ignore
    return;
  }
  const wanted = { backup: await wantsBackup(name, backups, flags), key: await wantedKey(name, flags) };
  if (wanted.key !== undefined) {
    const request = { path: wanted.key, only: name };
    const written = await context.running((running) => exportKeys(context.workspace(), request, running));
    context.print("keyFile", written, () => keysWrittenText(written));
  }
  if (wanted.backup) {
    const made = await context.running((running) => backUp(context.workspace(), { name }, running));
    context.print("backup", made, () => backedUpText(made));
  }
}

async function wantsBackup(name: string, { none }: StoredBackups, flags: PartingFlags): Promise<boolean> {
  if (flags.backup === true && none !== undefined)
    throw new FleetError("refused", `${name} makes no backup now: ${inactive(name)[none]}. Nothing was deleted.`);
  if (flags.backup !== undefined || none !== undefined) return flags.backup ?? false;
  mustAnswer(flags, `${name} makes backups: say --backup for a last one, or --no-backup.`);
  return await confirm({ message: `Make a last backup of ${name}?`, default: true }, { output: process.stderr });
}

/** @returns the file; undefined when the key may go. */
async function wantedKey(name: string, flags: PartingFlags): Promise<string | undefined> {
  if (flags.key !== undefined) return flags.key === false ? undefined : flags.key;
  mustAnswer(flags, `The key to the backups of ${name} goes with it: say --key <file> to keep it, or --no-key when it lies elsewhere or they may be lost.`); // prettier-ignore
  const message = `File for the key to its backups, such as ${name}-backup-key.json (empty: let it go):`;
  const file = await input({ message }, { output: process.stderr });
  if (file.trim() !== "") return file.trim();
  const sure = await confirm({ message: `Without it nobody opens the backups of ${name} any more, unless it lies elsewhere. Let it go?`, default: false }, { output: process.stderr }); // prettier-ignore
  if (!sure) throw new FleetError("cancelled", "Nothing was deleted.");
  return undefined;
}

/** `--yes` answers whether to delete, and not what becomes of the backups. */
function mustAnswer({ yes = false }: PartingFlags, question: string): void {
  if (yes || !process.stdin.isTTY) throw new FleetError("usage", `${question} Nothing was deleted.`);
}
