import type { Command } from "commander";
import { type Scope, createToken, listTokens, revokeToken, scopes } from "../../operations/access/tokens";
import { record } from "../../operations/audit";
import { FleetError } from "../../operations/errors";
import { contextOf } from "../context";
import { table } from "../table";
import { endOf } from "./clone";
import { password } from "./password";

interface Flags {
  readonly scope: string;
  readonly instance?: readonly string[];
  readonly ttl?: string;
}

export function tokens(program: Command): void {
  const group = program.command("tokens").description("Access to `fleet serve`: tokens, and the owner's password.");
  password(group);
  group
    .command("create <name>")
    .description("A new token, shown once.")
    .option("--scope <scope>", `${scopes.join(", ")}: each may what those before it may`, "read")
    .option("--instance <names...>", "instances that it is good for; all when unset")
    .option("--ttl <time>", "time after which it is over, such as 12h or 90d")
    .action((name: string, { scope, instance, ttl }: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      const expires = ttl === undefined ? undefined : endOf(ttl, new Date());
      const wanted = { name, scope: scopeOf(scope), instances: instance, expires };
      const { token, made } = createToken(workspace, wanted);
      record(workspace, { job: `tokens create ${name} --scope ${made.scope}`, result: "done" });
      context.print("token", { ...made, token }, () => token);
    });
  group
    .command("list")
    .description("Tokens by name, without what opens.")
    .action((_flags: object, command: Command) => {
      const context = contextOf(command);
      const all = listTokens(context.workspace());
      const rows = all.map((each) => [each.id, each.name, each.scope, each.instances?.join(", ") ?? "all", each.expires ?? "never", `…${each.ending}`]); // prettier-ignore
      context.print("tokens", { tokens: all }, () => all.length === 0 ? "No token was made: fleet tokens create <name>" : table(["ID", "NAME", "SCOPE", "INSTANCES", "EXPIRES", "ENDS"], rows)); // prettier-ignore
    });
  group
    .command("revoke <id>")
    .description("A token that counts no more, at once.")
    .action((id: string, _flags: object, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      revokeToken(workspace, id);
      record(workspace, { job: `tokens revoke ${id}`, result: "done" });
      context.print("revoked", { id }, () => `${id} counts no more.`);
    });
}

/** @throws FleetError naming the option when it is no scope. */
export function scopeOf(scope: string, option = "--scope"): Scope {
  const found = scopes.find((each) => each === scope);
  if (found !== undefined) return found;
  throw new FleetError("usage", `${option} should be one of ${scopes.join(", ")}, not "${scope}".`);
}
