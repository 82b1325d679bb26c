import type { Command } from "commander";
import { exportInstance, type Exported } from "../../operations/leaving/export";
import { contextOf } from "../context";
import { size } from "../show/size";

interface Flags {
  readonly to?: string;
  readonly withData?: boolean;
  readonly wait?: string;
}

export function exportCommand(program: Command): void {
  program
    .command("export <name>")
    .description("Write an instance as a Compose project that runs without the fleet.")
    .option("--to <folder>", "folder for the project (default: <name>-compose)")
    .option("--with-data", "copy the data into it too; the instance has to be paused")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .addHelpText(
      "after",
      `
Without --with-data the project uses the instance's own volumes, where they lie. Never let both
run: pause the instance before you start the project. The folder holds every secret of the instance.`,
    )
    .action(async (name: string, { to, withData = false, wait }: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      const options = { name, to: to ?? `${name}-compose`, withData, wait: Number(wait ?? 0) };
      const exported = await context.running((running) => exportInstance(workspace, options, running));
      context.print("export", exported, () => exportText(exported));
    });
}

function exportText({ name, folder, services, volumes, withData, ready }: Exported): string {
  const data = withData
    ? `The data is in data/ (${volumes.map((volume) => `${volume.name} ${size(volume.bytes ?? 0)}`).join(", ")}); restore.sh makes volumes of it.`
    : `The data stays in its volumes: ${volumes.map((volume) => volume.name).join(", ")}.`;
  const next = ready
    ? [`  cd ${folder}`, ...(withData ? ["  sh restore.sh"] : []), "  docker compose up --detach --wait"]
    : [
        `It cannot be started yet: ${name} runs in the fleet, with the same containers and the same data. First:`,
        `  fleet pause ${name}`,
      ];
  return [
    `${folder}: a Compose project with ${services.join(", ")}.`,
    data,
    "Its secrets are in .env and files/. README.txt says how to run it, in ten lines.",
    ...next,
  ].join("\n");
}
