import type { Command } from "commander";
import { FleetError } from "../../operations/errors";
import { monthOf } from "../../operations/usage/entry";
import { count } from "../../operations/usage/count";
import { usageCsv, usageOf } from "../../operations/usage/usage";
import { contextOf } from "../context";
import { usageText } from "../show/usageText";

const formats = ["text", "json", "csv"] as const;

interface Flags {
  readonly month?: string;
  readonly format: string;
}

export function usage(program: Command): void {
  program
    .command("usage")
    .description("What instances used in a month, for a bill: requests, storage, egress, hours running.")
    .option("--month <month>", "such as 2026-11, in UTC; the one that runs when unset")
    .option("--format <format>", formats.join(", "), "text")
    .addHelpText("after", "\nIt counts first, where it is the month that runs. fleet serve counts every minute.")
    .action(async ({ month, format }: Flags, command: Command) => {
      const wanted = formats.find((each) => each === format);
      if (wanted === undefined)
        throw new FleetError("usage", `--format should be one of ${formats.join(", ")}, not "${format}".`);
      if (wanted === "json") program.setOptionValue("json", true);
      const context = contextOf(command);
      const workspace = context.workspace();
      if (month === undefined || month === monthOf(new Date())) await count(workspace, { sizes: true });
      const used = usageOf(workspace, month);
      if (wanted === "csv") process.stdout.write(usageCsv(used));
      else context.print("usage", used, () => usageText(used));
    });
}
