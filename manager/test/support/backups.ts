import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { docker, psql } from "../../../test/live/docker";
import { lean } from "../../../test/live/settings";
import type { Backup } from "../../operations/backup/backups";
import type { Memory } from "../../operations/backup/memory";
import { type LiveFleet, leanInstance, liveFleet } from "./live";

/** A fleet whose instances back themselves up into a folder. */
export interface BackedFleet {
  readonly live: LiveFleet;
  /** Folder on the host; below it lies one repository per instance. */
  readonly store: string;
  remove(): void;
}

/** With Storage, as lean as it gets; `more` are settings of `backup`. */
export const backedInstance = (name: string, more: object, rest: object = {}): Record<string, unknown> =>
  leanInstance(name, {
    services: { ...lean.services, storage: true },
    backup: { schedule: "24h", keep: { daily: 30 }, ...more },
    ...rest,
  });

/** @param subnets a range of its own: other tests' networks may lie in the usual one. */
export function backedFleet(names: readonly string[], subnets: string, more: object = {}): BackedFleet {
  const live = liveFleet("embedded engine", names);
  const store = mkdtempSync(join(tmpdir(), "fleet-store-"));
  chmodSync(store, 0o755);
  const backup = { store: { backend: "folder", path: store }, ...more };
  live.write(names.map((name) => backedInstance(name, backup)), { hosts: { local: { edge: { mode: "none" }, subnets } } }); // prettier-ignore
  return {
    live,
    store,
    remove() {
      live.remove();
      rmSync(store, { recursive: true, force: true });
    },
  };
}

/** Runs a script in the backup container of an instance. */
export const inBackup = (name: string, script: string): string =>
  docker("exec", `supabase-${name}-backup`, "sh", "-c", script);

export const memoryOf = (name: string): Memory =>
  JSON.parse(inBackup(name, "cat /spool/state.json 2>/dev/null || echo '{}'")) as Memory; // written by templates/backup

/** Waits for something that a container does by itself. @param seconds after which it is an error. */
export async function until(what: () => unknown, seconds = 240): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!what()) {
    if (Date.now() > end) throw new Error(`It did not come within ${seconds} s: ${what.toString()}`);
    await sleep(200);
  }
}

/** The first backup, which the clock makes at once. @returns its id. */
export async function firstBackup(name: string): Promise<string> {
  await until(() => memoryOf(name).lastBackup, 300);
  await until(() => inBackup(name, "[ -e /spool/begin ] || flock -n /spool/lock echo free || true") === "free");
  return memoryOf(name).lastBackup?.id ?? "";
}

/** Hands the log over up to now and ships it, as the clock does within two minutes. */
export async function shipLog(name: string): Promise<void> {
  const segment = psql(name, "select pg_walfile_name(pg_current_wal_insert_lsn()) from pg_logical_emit_message(false, 'test', 'x')"); // prettier-ignore
  docker("exec", `supabase-${name}-db`, "psql", "-XqAt", "-h", "127.0.0.1", "-U", "supabase_admin", "-d", "postgres", "-c", "select pg_switch_wal()"); // prettier-ignore
  await until(() => inBackup(name, `ls /wal/${segment}.gz 2>/dev/null || true`) !== "");
  inBackup(name, "sh /fleet/backup/ship.sh");
}

/** Ids of the backups that count, oldest first. */
export async function idsOf(live: LiveFleet, name: string): Promise<string[]> {
  const { backups } = await live.json<{ backups: Backup[] }>("backups", "list", name);
  return backups.map(({ id }) => id).reverse();
}

/** Tags of everything in the store, one line each, in order. */
export const partsOf = (name: string): string[] =>
  inBackup(name, `restic --quiet --no-lock snapshots --json | jq -r '.[].tags | join(" ")' | sort`).split("\n");
