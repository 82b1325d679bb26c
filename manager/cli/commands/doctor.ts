import type { Command } from "commander";
import { doctor as examine } from "../../operations/doctor/doctor";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { doctorText } from "../show/doctorText";

export function doctor(program: Command): void {
  program
    .command("doctor")
    .argument("[host]", "host; all when unset")
    .description(
      "Look whether hosts can carry what the list puts on them: Docker, ports, subnets, memory, disk, images.",
    )
    .addHelpText("after", "\nNothing is changed. Exit code 0: no problem, 1: at least one.")
    .action(async (host: string | undefined, _: object, command: Command) => {
      const context = contextOf(command);
      const report = await context.running((running) => examine(context.workspace(), host, running));
      context.print("doctor", report, () => doctorText(report));
      process.exitCode = report.totals.problems > 0 ? exitCodes.failed : exitCodes.done;
    });
}
