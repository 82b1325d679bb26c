import { Argument, type Command } from "commander";
import { type Key, keyNames, keys as keysOf } from "../../operations/keys";
import { contextOf } from "../context";
import { table } from "../table";

export function keys(program: Command): void {
  program
    .command("keys")
    .argument("<name>", "instance")
    .addArgument(new Argument("[key]", "one key; with --reveal its value alone is printed").choices(keyNames))
    .option("--reveal", "print secrets in plain text")
    .description("Show the keys and passwords of an instance; secrets as short marks unless --reveal.")
    .action(async (name: string, key: string | undefined, { reveal }: { reveal?: boolean }, command: Command) => {
      const context = contextOf(command);
      const all = await keysOf(context.workspace(), name, { reveal: reveal ?? false });
      const result = { ...all, keys: all.keys.filter((one) => key === undefined || one.name === key) };
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
