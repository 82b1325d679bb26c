import type { Command } from "commander";
import { apply } from "./apply";
import { audit } from "./audit";
import { drift } from "./drift";
import { exportCommand } from "./export";
import { list } from "./list";
import { plan } from "./plan";
import { rotate } from "./rotate";
import { snapshots } from "./snapshots";
import { status } from "./status";
import { upgrade } from "./upgrade";
import { verify } from "./verify";

/** Every command, in the order of `fleet --help`. */
export const commands: readonly ((program: Command) => void)[] = [
  list,
  status,
  plan,
  apply,
  drift,
  verify,
  upgrade,
  snapshots,
  exportCommand,
  audit,
];
