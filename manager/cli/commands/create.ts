import type { Command } from "commander";
import { creation } from "../../operations/edit/create";
import { contextOf } from "../context";
import { type EditFlags, edit, editFlags } from "../editing";

interface Flags extends EditFlags {
  readonly host?: string;
  readonly size?: string;
  readonly fromTemplate?: string;
  readonly set: readonly string[];
}

const collect = (value: string, before: readonly string[]) => [...before, value];

export function create(program: Command): void {
  const command = program
    .command("create <name>")
    .description("Add an instance to the list, with ports and a subnet that nobody has, and bring it up.")
    .option("--host <name>", "host it runs on")
    .option("--size <size>", "small, medium or large")
    .option("--from-template <name>", "copy the settings of a template in the stack file")
    .option("--set <path=value>", "a setting, such as auth.siteUrl=https://app.example.com; repeatable", collect, []);
  editFlags(command).action(async (name: string, flags: Flags, own: Command) => {
    const context = contextOf(own);
    const { host, size, fromTemplate: template, set: settings } = flags;
    const done = await edit(context, creation({ name, host, size, template, settings }), flags);
    if (done === undefined || !flags.apply || context.json) return;
    const addresses = Object.entries(done.addresses).map(([what, url]) => `  ${what.padEnd(7)} ${url}`);
    process.stdout.write([`${name} is up.`, ...addresses, `  Keys    fleet keys ${name}`, ""].join("\n"));
  });
}
