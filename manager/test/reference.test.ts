import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../cli/commands";
import { exitCodes } from "../cli/exitCodes";
import { program as folder } from "../operations/workspace";
import { instanceStates } from "../operations/status/types";
import { example } from "./support/statuses";

const reference = readFileSync(join(folder, "docs/fleet.md"), "utf8");
const program = new Command("fleet");
for (const load of Object.values(commands)) (await load())(program);

describe("the command line", () => {
  it("loads each command by the name it is called by", () => {
    expect(program.commands.map((command) => command.name())).toEqual(Object.keys(commands));
  });
});

describe("docs/fleet.md", () => {
  it.each(program.commands.map((command) => [command.name(), command] as const))(
    "names fleet %s with its arguments",
    (name, command) => {
      // prettier-ignore
      const words = command.registeredArguments.map((argument) => {
      const called = `${argument.name()}${argument.variadic ? "..." : ""}`;
      return argument.required ? `<${called}>` : `[${called}]`;
    });
      expect(reference).toContain(`| \`${["fleet", name, ...words].join(" ")}\``);
    },
  );
  it("has the table of exit codes", () => {
    const told = [...reference.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect([...new Set(told)].sort()).toEqual([...new Set(Object.values(exitCodes))].sort());
  });
  it("explains every state", () => {
    for (const state of instanceStates) expect(reference).toContain(`| \`${state}\``);
  });
  it("shows JSON that is of the documented type", () => {
    const shown = /```json\n([\s\S]*?)```/.exec(reference)?.[1] ?? "";
    const { data, ...frame } = JSON.parse(shown);
    expect(frame).toEqual({ version: 1, kind: "status", stack: "prod" });
    expect(data).toEqual(JSON.parse(JSON.stringify(example)));
  });
});
