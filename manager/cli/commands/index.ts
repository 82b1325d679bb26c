import type { Command } from "commander";
import { adopt } from "./adopt";
import { apply } from "./apply";
import { audit } from "./audit";
import { backup } from "./backup";
import { backups } from "./backups";
import { clone } from "./clone";
import { completion } from "./completion";
import { create } from "./create";
import { deleteCommand } from "./delete";
import { doctor } from "./doctor";
import { drift } from "./drift";
import { drill } from "./drill";
import { exec } from "./exec";
import { exportCommand } from "./export";
import { expire } from "./expire";
import { keys } from "./keys";
import { lifecycle } from "./lifecycle";
import { list } from "./list";
import { logs } from "./logs";
import { migrate } from "./migrate";
import { move } from "./move";
import { open } from "./open";
import { pause, resume } from "./pause";
import { plan } from "./plan";
import { psql } from "./psql";
import { recover } from "./recover";
import { restore } from "./restore";
import { rotate } from "./rotate";
import { serve } from "./serve";
import { set } from "./set";
import { snapshots } from "./snapshots";
import { state } from "./state";
import { status } from "./status";
import { tokens } from "./tokens";
import { top } from "./top";
import { upgrade } from "./upgrade";
import { upgradePostgres } from "./upgradePostgres";
import { usage } from "./usage";
import { verify } from "./verify";

/** Every command, in the order of `fleet --help`. */
export const commands: readonly ((program: Command) => void)[] = [
  list,
  status,
  top,
  serve,
  tokens,
  keys,
  open,
  logs,
  exec,
  psql,
  lifecycle("start"),
  lifecycle("stop"),
  lifecycle("restart"),
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
  upgradePostgres,
  migrate,
  move,
  backup,
  backups,
  restore,
  recover,
  clone,
  expire,
  drill,
  snapshots,
  exportCommand,
  adopt,
  audit,
  usage,
  state,
  completion,
];
