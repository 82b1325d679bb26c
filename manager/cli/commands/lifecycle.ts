import type { Command } from "commander";
import { FleetError } from "../../operations/errors";
import { type LifecycleAction, lifecycle as run } from "../../operations/lifecycle";
import { agreed } from "../confirm";
import { contextOf } from "../context";

interface Flags {
  readonly all?: boolean;
  readonly host?: string;
  readonly wait?: string;
  readonly yes?: boolean;
}

const descriptions: Record<LifecycleAction, string> = {
  start: "Start an instance or one service of it: the database first, then the rest, until all are healthy.",
  stop: "Stop an instance or one service of it: the database last, each with its own signal and time.",
  restart: "Stop and start an instance or one service of it.",
};

const inWords: Record<LifecycleAction, string> = { start: "Started", stop: "Stopped", restart: "Restarted" };

export const lifecycle = (action: LifecycleAction) => (program: Command) => {
  program
    .command(action)
    .argument("[name]", "instance")
    .argument("[service]", "service; all when unset")
    .option("--all", "every instance of the list, and the managed Caddy of their hosts")
    .option("--host <host>", "with --all: only the instances on this host")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .option("-y, --yes", "do not ask")
    .description(descriptions[action])
    .action(async (name: string | undefined, service: string | undefined, flags: Flags, command: Command) => {
      const { all = false, host, wait, yes } = flags;
      if (all === (name !== undefined))
        throw new FleetError("usage", `${action} wants the name of an instance, or --all.`);
      if (host !== undefined && !all) throw new FleetError("usage", "--host goes with --all.");
      const context = contextOf(command);
      const workspace = context.workspace();
      if (all && action !== "start") await agreed(`${inWords[action].replace(/p?ed$/, "")} every instance?`, { yes });
      const options = { action, names: name === undefined ? [] : [name], host, service, wait: Number(wait ?? 0) };
      const result = await context.running((running) => run(workspace, options, running));
      context.print("lifecycle", result, () => {
        const skipped = result.paused.length === 0 ? "" : ` Paused in the list: ${result.paused.join(", ")}.`;
        return `${inWords[action]}: ${result.done.join(", ") || "nothing"}${service === undefined ? "" : ` (${service})`}.${skipped}`;
      });
    });
};
