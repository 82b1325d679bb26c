import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { readKeys } from "../../operations/backup/keyFile";
import { beginAgain, recover as recoverAll, recoverable } from "../../operations/backup/recover";
import { program as ownFolder } from "../../operations/workspace";
import { agreed } from "../confirm";
import { type GlobalOptions, contextOf } from "../context";
import { broughtUpText, recoverableText } from "../show/restoreText";

interface Flags {
  readonly to: string;
  readonly docker?: string;
  readonly encrypt?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const help = `
The key file is what "fleet backup key export" wrote. A stack file that is not there is begun, with
the domain, the edge and the entries that the backups remember. API keys and passwords are those of
before; each lies in a file of its own below .supabase-fleet, or encrypted in the stack file.`;

export function recover(program: Command): void {
  program
    .command("recover <key-file> [names...]")
    .description("Bring instances back on a new host, from nothing but their stores and the exported key.")
    .option("--to <what>", "latest, a backup, or a moment", "latest")
    .option("--docker <address>", "Docker of the new host, where the stack file is begun; this machine's when unset")
    .option("--encrypt", "write secrets encrypted into the stack file (with the Pulumi CLI), not into files")
    .option("--dry-run", "look into the stores and show, change nothing")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", help)
    .action(async (file: string, names: string[], flags: Flags, command: Command) => {
      const context = contextOf(command);
      const options = command.optsWithGlobals<GlobalOptions>();
      const keys = readKeys(file, (path) => readFileSync(path, "utf8"));
      const workspace = beginAgain({
        folder: resolve(options.folder ?? process.env.FLEET_FOLDER ?? ownFolder),
        stack: options.stack ?? process.env.FLEET_STACK ?? keys.stack,
        docker: flags.docker,
      });
      const request = { keys, names, to: flags.to, encrypt: flags.encrypt === true };
      const found = await context.running((running) => recoverable(workspace, request, running));
      const shown = found.map(({ repository, choice }) => ({ instance: repository.instance, backup: choice.backup.id, moment: choice.moment })); // prettier-ignore
      context.print("recoverable", { instances: shown }, () => recoverableText(found));
      if (flags.dryRun === true) return;
      await agreed("Bring them up on this stack?", flags);
      const brought = await context.running((running) => recoverAll(workspace, found, request.encrypt, running));
      context.print("recovered", { instances: brought }, () => brought.map(broughtUpText).join("\n"));
    });
}
