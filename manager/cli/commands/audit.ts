import type { Command } from "commander";
import { brokenAt, readAudit } from "../../operations/audit";
import { FleetError } from "../../operations/errors";
import { contextOf } from "../context";
import { table } from "../table";

export function audit(program: Command): void {
  program
    .command("audit")
    .description("Show who did what and when, and whether anybody changed the record.")
    .action((_: object, command: Command) => {
      const context = contextOf(command);
      const entries = readAudit(context.workspace());
      const broken = brokenAt(context.workspace());
      const rows = entries.map(({ number, at, user, machine, job, plan = "", result }) => [String(number), at, `${user}@${machine}`, job, plan, result]); // prettier-ignore
      context.print("audit", { entries, brokenAt: broken ?? null }, () =>
        rows.length === 0 ? "Nothing has been recorded yet." : table(["#", "AT", "WHO", "JOB", "PLAN", "RESULT"], rows),
      );
      if (broken !== undefined)
        throw new FleetError("failed", `The record was changed at line ${broken}: what follows it cannot be trusted.`);
    });
}
