import type { Command } from "commander";
import { FleetError } from "../../operations/errors";
import { encryptWith, secretSetting, setting, unsetting } from "../../operations/edit/set";
import type { Edit } from "../../operations/edit/edit";
import { type Context, contextOf } from "../context";
import { type EditFlags, edit, editFlags } from "../editing";
import { askSecret } from "../secret";

interface Flags extends EditFlags {
  readonly unset?: boolean;
  readonly secret?: boolean;
}

export function set(program: Command): void {
  const command = program
    .command("set <name> <path> [value]")
    .description("Change a setting of an instance.")
    .option("--unset", "take the setting out, so that the default counts")
    .option("--secret", "encrypt the value; it is asked for, or read from standard input");
  editFlags(command)
    .addHelpText("after", examples)
    .action(async (name: string, path: string, value: string | undefined, flags: Flags, own: Command) => {
      const context = contextOf(own);
      await edit(context, await editFor(context, name, path, value, flags), flags);
    });
}

const examples = `
The value is read as YAML:
  fleet set blog auth.siteUrl https://app.example.com
  fleet set blog services.mail false
  fleet set blog auth.redirectUrls '[https://app.example.com/**]'
  fleet set blog auth.redirectUrls[1] https://two.example.com/**
  fleet set blog auth.smtp.password --secret < password.txt
  fleet set blog size --unset`;

async function editFor(
  context: Context,
  name: string,
  path: string,
  value: string | undefined,
  { unset, secret }: Flags,
): Promise<Edit> {
  if ([unset === true, secret === true, value !== undefined].filter(Boolean).length !== 1)
    throw new FleetError("usage", "Give one of a value, --unset or --secret. A secret is never part of the command.");
  if (unset) return unsetting(name, path);
  if (value !== undefined) return setting(name, path, value);
  const { engine } = context.workspace();
  encryptWith(engine, name, path);
  return await secretSetting(engine, name, path, await askSecret(`Value of ${path}:`));
}
