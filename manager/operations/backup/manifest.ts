import type { Host } from "../host";
import type { Backup } from "./backups";
import { type Repository, restic } from "./repository";

/** What a backup says of itself: `templates/backup/manifest.jq` writes it. Its secrets are plain. */
export interface Manifest {
  readonly version: 1;
  readonly id: string;
  readonly instance: string;
  /** ISO 8601: the moment of the counts. */
  readonly taken: string;
  /** Name of the mark in Postgres's log that the counts belong to. */
  readonly restorePoint: string;
  readonly exact: boolean;
  /** Full version of Postgres. */
  readonly postgres: string;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly buckets: readonly { readonly name: string; readonly objects: number; readonly bytes: number }[];
  /** Objects that had no file when it was made, as `<bucket>/<name>/<version>`. */
  readonly missing?: readonly string[];
  readonly volumes: readonly { readonly role: string; readonly files: number; readonly kilobytes: number }[];
  /** As `components/services/backupEntry.ts` makes it. */
  readonly fleet: {
    readonly entry: Readonly<Record<string, unknown>>;
    /** Paths in the entry whose values are secrets. */
    readonly sealed: readonly string[];
    readonly secrets: Readonly<Record<string, string>>;
    readonly postgres: string;
    readonly images: Readonly<Record<string, string>>;
    readonly domain: string;
    readonly registry?: string;
    /** Settings of the host it ran on, its name and Docker's address among them. */
    readonly host: Readonly<Record<string, unknown>> & { readonly name: string };
  };
}

export async function readManifest(host: Host, repository: Repository, backup: Backup): Promise<Manifest> {
  const script = `restic --quiet --no-lock dump ${backup.snapshots.done} /spool/part/manifest.json`;
  return JSON.parse(await restic(host, repository, { script })) as Manifest; // written by the backup itself
}
