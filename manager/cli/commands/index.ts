import type { Command } from "commander";
import { apply } from "./apply";
import { audit } from "./audit";
import { create } from "./create";
import { deleteCommand } from "./delete";
import { doctor } from "./doctor";
import { drift } from "./drift";
import { exportCommand } from "./export";
import { list } from "./list";
import { pause, resume } from "./pause";
import { plan } from "./plan";
import { rotate } from "./rotate";
import { set } from "./set";
import { snapshots } from "./snapshots";
import { status } from "./status";
import { upgrade } from "./upgrade";
import { verify } from "./verify";

/** Every command, in the order of `fleet --help`. */
export const commands: readonly ((program: Command) => void)[] = [
  list,
  status,
  create,
  set,
  pause,
  resume,
  deleteCommand,
  plan,
  apply,
  doctor,
  drift,
  rotate,
  verify,
  upgrade,
  snapshots,
  exportCommand,
  audit,
];
