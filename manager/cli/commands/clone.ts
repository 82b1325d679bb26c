import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { clone as cloneOne } from "../../operations/backup/clone";
import { FleetError, messageOf } from "../../operations/errors";
import { agreed } from "../confirm";
import { contextOf } from "../context";
import { clonedText } from "../show/restoreText";

interface Flags {
  readonly ttl?: string;
  readonly host?: string;
  readonly to?: string;
  readonly withoutData?: boolean;
  readonly anonymise?: string;
  readonly yes?: boolean;
}

export function clone(program: Command): void {
  program
    .command("clone <name> <new>")
    .description("A copy of an instance with keys, passwords and addresses of its own; its mails go to a catcher.")
    .option("--ttl <time>", "time after which `fleet expire` deletes it, such as 12h or 3d")
    .option("--host <name>", "host of the copy")
    .option("--to <what>", "latest, a backup, or a moment; a backup is made first when unset")
    .option("--without-data", "an empty instance with the same settings")
    .option("--anonymise <file>", "SQL file that runs on the copy before anybody sees it")
    .option("-y, --yes", "do not ask")
    .action(async (from: string, name: string, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const request = {
        from,
        name,
        host: flags.host,
        to: flags.to,
        withoutData: flags.withoutData === true,
        sql: flags.anonymise === undefined ? undefined : textOf(flags.anonymise),
        expires: flags.ttl === undefined ? undefined : endOf(flags.ttl, new Date()),
      };
      if (request.withoutData && request.sql !== undefined)
        throw new FleetError("usage", "--anonymise and --without-data exclude each other.");
      await agreed(`Bring a copy of ${from} up as ${name}?`, flags);
      const cloned = await context.running((running) => cloneOne(context.workspace(), request, running));
      context.print("cloned", cloned, () => clonedText(cloned));
    });
}

/** @throws FleetError when it is no time. */
export function endOf(ttl: string, now: Date): string {
  const [, count = "", unit = ""] = /^([1-9]\d{0,4})([hd])$/.exec(ttl) ?? [];
  if (unit === "")
    throw new FleetError("usage", `--ttl should be a number of hours or days, such as 12h or 3d, not "${ttl}".`);
  const end = new Date(now.getTime() + Number(count) * (unit === "h" ? 3_600_000 : 86_400_000));
  return `${end.toISOString().slice(0, 19)}Z`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new FleetError("usage", `${file} cannot be read: ${messageOf(error)}`);
  }
}
