import { FleetError } from "../errors";
import { help } from "../helperContainer";
import type { Running } from "../progress";
import { serve } from "../backup/recovery";
import type { ContainerInputs } from "../../../engine/containerOptions";
import { volumeName } from "../../../components/config/names";
import type { Target } from "../snapshot/target";
import type { Server } from "../upgradePostgres/run";
import { type End, carry, tar } from "./carry";
import { type Control, controlOf, logFile, lsn } from "./control";
import { openPsql } from "./psqlSession";

/** Keeps Postgres's log on the old host for the copy, also when this program is killed; `dropSlot` takes it away. */
const slot = "fleet_move";
const drop = `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '${slot}' and not active`; // prettier-ignore

/** What a base copy leaves out, as Postgres's manual says, and this machine's own files. */
const leftOut = ["pg_wal/*", "pg_replslot/*", "pg_dynshmem/*", "pg_notify/*", "pg_serial/*", "pg_snapshots/*", "pg_stat_tmp/*", "pg_subtrans/*", "postmaster.pid", "postmaster.opts"]; // prettier-ignore
const exclusions = [...leftOut.map((each) => `--exclude='./${each}'`), "--exclude='pgsql_tmp*'", "--exclude='pg_internal.init*'"].join(" "); // prettier-ignore

/** A copy that waits for the log of what came after it. */
export interface BaseCopy {
  readonly bytes: number;
  /** First file of the log that it needs. */
  readonly first: string;
  /** Bytes of a file of the log. */
  readonly logSize: number;
}

/** Copies the data directory while Postgres serves: https://www.postgresql.org/docs/17/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP */
export async function copyServing(
  server: Server,
  from: End,
  to: End,
  instance: string,
  running: Running,
): Promise<BaseCopy> {
  const psql = await openPsql(server);
  try {
    if ((await psql.sql("select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')")) !== "0")
      throw new FleetError("refused", `${instance} has tablespaces outside its data directory, which do not go along.`);
    await controlOf(from, instance);
    const logSize = Number(await psql.sql("select setting from pg_settings where name = 'wal_segment_size'"));
    await psql.sql(drop);
    await psql.sql(`select pg_create_physical_replication_slot('${slot}', true)`);
    const first = await psql.sql("select pg_walfile_name(pg_backup_start('fleet move', true))");
    // Files change and go while they are read; the log makes them whole.
    const pack = `${tar} -C /from --anchored --wildcards ${exclusions} --warning=no-file-changed --warning=no-file-removed -cf - . ; [ $? -le 1 ]`;
    const bytes = await carry(from, to, { instance, pack }, running);
    const label = await psql.sql("select encode(convert_to(labelfile, 'UTF8'), 'base64') from pg_backup_stop(false)");
    await help(to.host, {
      image: to.image,
      instance,
      script: `base64 -d /label > /to/backup_label && chown "$(stat -c %u:%g /to/PG_VERSION)" /to/backup_label && chmod 600 /to/backup_label`,
      files: [{ path: "/label", content: label }],
      mounts: [{ volume: to.volume, path: "/to" }],
    });
    return { bytes, first, logSize };
  } finally {
    psql.close();
  }
}

/** The log on the old host is nobody's any more. */
export async function dropSlot(server: Server): Promise<void> {
  const psql = await openPsql(server);
  try {
    await psql.sql(drop);
  } finally {
    psql.close();
  }
}

/** Takes the rest of the log along, from a Postgres that has shut down in order. */
export async function copyLog(
  base: BaseCopy,
  { from, to }: { from: End; to: End },
  instance: string,
  running: Running,
) {
  const control = await controlOf(from, instance);
  if (!control.shutDown) throw new FleetError("failed", `Postgres of ${instance} did not shut down in order.`);
  const [first, last] = [base.first, logFile(control, base.logSize)];
  const pack = [
    "set -e",
    "cd /from/pg_wal",
    `ls | awk 'length($0) == 24 && /^[0-9A-F]+$/ && $0 "" >= "${first}" && $0 "" <= "${last}" || /\\.history$/' > /list`,
    `for file in ${first} ${last}; do grep -qx $file /list || { echo "$file of its log is not there any more." >&2; exit 3; }; done`,
    `${tar} --transform 's:^:pg_wal/:' -T /list -cf -`,
  ].join("\n");
  return { bytes: await carry(from, to, { instance, pack }, running), control };
}

/**
 * Lets the instance's Postgres read the log on the new host, without a network, and stops it in order.
 * @throws FleetError when it has not come as far as the old one.
 */
export async function recoverThere(
  target: Target,
  db: ContainerInputs,
  { checkpoint }: Control,
  running: Running,
): Promise<void> {
  const { name } = target;
  const volumes = { "db-data": volumeName(name, "db-data"), "db-config": volumeName(name, "db-config") };
  const server = await serve({ target, volumes, db }, [], running);
  try {
    const far = await server.sql(`select checkpoint_lsn > '${lsn(checkpoint)}' from pg_control_checkpoint()`);
    if (far !== "t") throw new FleetError("failed", `Postgres on host ${target.host.name} has not read the log to its end (${lsn(checkpoint)}).`); // prettier-ignore
  } finally {
    await server.stop();
  }
}
