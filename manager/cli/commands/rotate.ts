import type { Command } from "commander";
import { prepare } from "../../operations/rotate/prepare";
import { rotate as rotateSecrets } from "../../operations/rotate/rotate";
import { agreed } from "../confirm";
import { waitOf } from "../chosen";
import { contextOf } from "../context";
import { rotationText, rotatedText } from "../show/rotationText";
import { type ApplyFlags, applyFlags } from "./apply";

interface Flags extends ApplyFlags {
  readonly finish?: boolean;
  readonly now?: boolean;
  readonly allPending?: boolean;
}

const help = `
Secrets: postgresPassword, jwtSecret (with anonKey and serviceRoleKey), jwtKeys, publishableKey,
secretKey, dashboardPassword, secretKeyBase, pgMetaCryptoKey, logflarePublicToken,
logflarePrivateToken, s3ProtocolKeyId, s3ProtocolKeySecret; all for those that are in use.

The list gets the next generation, the instance is applied, and logins prove it: the new value is
accepted, the old one refused. Killed at any step, the same command goes on from there.

jwtKeys takes two steps. After the first, new tokens are signed with the new key, and those of the
old one still count; when they have expired, "fleet rotate <name> jwtKeys --finish" drops the old
key. After a theft, --now drops it in the first step.`;

export function rotate(program: Command): void {
  applyFlags(
    program
      .command("rotate <name> <secret>")
      .description("Give an instance a new secret, or all new ones, and prove it by logging in.")
      .option("--finish", "refuse tokens of the old signing key from now on")
      .option("--now", "end tokens of the old signing key at once")
      .option("--all-pending", "agree to what is pending for other instances, which the embedded engine applies too")
      .addHelpText("after", help),
  ).action(async (name: string, secret: string, flags: Flags, command: Command) => {
    const context = contextOf(command);
    const workspace = context.workspace();
    const { yes, dryRun, wait, finish = false, now = false, allPending = false } = flags;
    const options = { wanted: secret, finish, now, allPending };
    const rotation = await prepare(workspace, name, options);
    if (dryRun) return context.print("rotation", rotation, () => rotationText(rotation));
    if (!context.json) context.print("rotation", rotation, () => rotationText(rotation));
    await agreed(rotation.resumed ? "Go on with it?" : "Rotate?", { yes });
    const rotated = await context.running((running) =>
      rotateSecrets(workspace, { ...options, agreed: rotation, wait: waitOf({ wait }) }, running),
    );
    context.print("rotated", rotated, () => rotatedText(rotated));
  });
}
