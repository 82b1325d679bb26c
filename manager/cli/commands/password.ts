import type { Command } from "commander";
import { setPassword } from "../../operations/access/password";
import { record } from "../../operations/audit";
import { contextOf } from "../context";
import { askSecret } from "../secret";

/** `fleet tokens password`. */
export function password(group: Command): void {
  group
    .command("password")
    .description("Set the password that the owner logs in to the page with; typed, or from standard input.")
    .action(async (_flags: object, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      await setPassword(workspace, await askSecret("Password for the page:"));
      record(workspace, { job: "tokens password", result: "done" });
      context.print("password", { set: true }, () => "The password is set. Who was logged in logs in anew.");
    });
}
