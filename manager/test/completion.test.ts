import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script } from "../cli/completion/scripts";
import { completedOf } from "../cli/completion/words";

const program = new Command("fleet").option("--json", "print JSON").option("--stack <name>", "stack");
program
  .command("status")
  .argument("[name]")
  .option("--check", "end with 1: it's sick")
  .description("Show state. More.");
program.command("logs").argument("<name>").argument("[services...]").addOption(new Option("--form <x>").choices(["a", "b"])); // prettier-ignore
program
  .command("open")
  .argument("<name>")
  .addArgument(new Argument("[page]").choices(["api", "studio"]));

const completed = completedOf(program, ["db", "auth"]);

describe("completion", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-completion-"));
    writeFileSync(
      join(folder, "Pulumi.dev.yaml"),
      `config:\n  supabase-fleet:domain: x\n  supabase-fleet:instances:\n    - name: blog # ours\n      size: small\n    - { name: "shop", size: small }\n  supabase-fleet:hosts:\n    name: nobody\n`,
    );
    writeFileSync(join(folder, "fleet.bash"), script("bash", completed));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What bash offers after these words. */
  const offered = (...words: string[]): string[] => {
    const line = `source ${folder}/fleet.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fleet; echo "\${COMPREPLY[*]}"`;
    const env = { ...process.env, FLEET_FOLDER: folder, FLEET_STACK: "" };
    return execFileSync("bash", ["-c", line, "bash", ...words], { encoding: "utf8", env })
      .trim()
      .split(" ");
  };

  it.each([
    [
      ["fleet", ""],
      ["status", "logs", "open", "help"],
    ],
    [["fleet", "st"], ["status"]],
    [
      ["fleet", "status", ""],
      ["blog", "shop"],
    ],
    [["fleet", "--stack", "dev", "status", "b"], ["blog"]],
    [
      ["fleet", "status", "--"],
      ["--check", "--json", "--stack", "--help"],
    ],
    [
      ["fleet", "logs", "blog", ""],
      ["db", "auth"],
    ],
    [["fleet", "logs", "blog", "db", "a"], ["auth"]],
    [
      ["fleet", "logs", "blog", "--form", ""],
      ["a", "b"],
    ],
    [["fleet", "open", "blog", "s"], ["studio"]],
    [["fleet", "status", "blog", ""], [""]],
  ])("%j offers %j", (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it("tells fish and zsh the same", () => {
    const fish = script("fish", completed);
    expect(fish).toContain("complete -c fleet -n __fish_use_subcommand -a status -d 'Show state'");
    expect(fish).toContain("-n '__fish_seen_subcommand_from status' -l check -d 'end with 1'");
    expect(fish).toContain("-n '__fish_seen_subcommand_from logs' -l form -r -a 'a b'");
    expect(script("zsh", completed)).toMatch(
      /^#compdef fleet\n[\s\S]*bashcompinit\n[\s\S]*complete -o default -F _fleet fleet/,
    );
  });
});
