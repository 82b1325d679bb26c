import * as pulumi from "@pulumi/pulumi";
import { backsUp } from "../config/derive";
import { fill } from "../template";
import type { InstanceSpec, Secrets, Service, UploadedFile } from "../spec";
import { backupEntry } from "./backupEntry";
import { backupStore } from "./backupStore";
import { shell } from "./probe";

const folder = "/fleet/backup";
const scripts = [
  "backup.sh",
  "counts.sql",
  "exclude",
  "facts.sh",
  "keep.sh",
  "lib.sh",
  "loop.sh",
  "manifest.jq",
  "ship.sh",
] as const;

/** Whether Postgres hands over its log, for points in time between backups. */
export const archives = ({ config }: Pick<InstanceSpec, "config">): boolean =>
  backsUp(config) && config.backup?.pointInTime === true;

/**
 * Restic on a clock of its own: it reads the volumes of the instance, and drives psql in `backupsql` for what only Postgres can
 * say. So backups go on while the operator's machine is switched off.
 */
export const backup: Service = (instance, secrets) => {
  const { config, name } = instance;
  if (config.backup === undefined) throw new Error(`${name} has no backup settings`);
  const { schedule, keep, uploadLimit, dump, store } = config.backup;
  const { env, files, hostPaths } = backupStore(name, store);
  return {
    entrypoint: ["/bin/sh"],
    command: [`${folder}/loop.sh`],
    env: {
      ...env,
      DUMP: String(dump),
      INSTANCE: name,
      KEEP_DAILY: String(keep.daily),
      KEEP_MONTHLY: String(keep.monthly),
      KEEP_WEEKLY: String(keep.weekly),
      POINT_IN_TIME: String(archives(instance)),
      RESTIC_CACHE_DIR: "/spool/cache",
      RESTIC_PASSWORD: secrets.backupPassword,
      SCHEDULE: schedule,
      UPLOAD_LIMIT: String(uploadLimit),
    },
    // Whether backups succeed is for `fleet status` to say: a store that is away must not hold up an apply.
    healthcheck: shell('test "$(($(date +%s) - $(cat /spool/heartbeat)))" -lt 86400', { startPeriod: 60 }),
    files: [...files, ...scripts.map(script), entryFile(instance, secrets)],
    volumes: [
      { role: "backup", path: "/spool" },
      ...(["db-data", "db-config", "storage", "functions", "snippets"] as const).map((role) => ({
        role,
        path: `/data/${role}`,
        readOnly: true,
      })),
      ...(archives(instance) ? [{ role: "wal" as const, path: "/wal" }] : []),
    ],
    hostPaths,
    needsDatabase: true,
    after: ["backupsql"],
    stopGrace: 30,
  };
};

const script = (name: string): UploadedFile => ({ path: `${folder}/${name}`, content: fill(`backup/${name}`, {}) });

/** The instance's entry and secrets, which go into each backup's manifest: enough to make it anew with nothing else left. */
const entryFile = (instance: InstanceSpec, secrets: Secrets): UploadedFile => ({
  path: `${folder}/instance.json`,
  content: pulumi.secret(backupEntry(instance, secrets)),
});
