import type { Command } from "commander";
import { apply } from "./apply";
import { audit } from "./audit";
import { plan } from "./plan";

/** Every command, in the order of `fleet --help`. */
export const commands: readonly ((program: Command) => void)[] = [plan, apply, audit];
