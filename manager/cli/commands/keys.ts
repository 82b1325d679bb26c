import { Argument, type Command } from "commander";
import { type Key, type KeyName, keyNames, keys as keysOf } from "../../operations/keys";
import { contextOf } from "../context";
import { table } from "../table";

export function keys(program: Command): void {
  program
    .command("keys")
    .argument("<name>", "instance")
    .addArgument(new Argument("[key]", "one key; with --reveal its value alone is printed").choices(keyNames))
    .option("--reveal", "print secrets in plain text; the audit log says that you did")
    .description("Show the keys and passwords of an instance; secrets as short marks unless --reveal.")
    .action(async (name: string, key: KeyName | undefined, { reveal }: { reveal?: boolean }, command: Command) => {
      const context = contextOf(command);
      const result = await keysOf(context.workspace(), name, { reveal: reveal ?? false, only: key });
      context.print("keys", result, () => {
        const [only] = result.keys;
        if (key !== undefined && reveal) return only?.value ?? "";
        const rows = result.keys.map((one) => [one.name, one.use, shown(one)]);
        const urls = Object.entries(result.urls).flatMap(([page, url]) =>
          url === undefined ? [] : [[page, "address", url]],
        );
        return [table(["KEY", "USE", "VALUE"], [...urls, ...rows]), ...result.notes].join("\n");
      });
    });
}

const shown = ({ value, mark }: Key) => value ?? (mark === undefined ? "(not made yet)" : `${mark} (hidden)`);
