/** Where a migration stands. */
export type MigrationState =
  /** In the folder and on the database. */
  | "applied"
  /** In the folder, newer than everything on the database. */
  | "pending"
  /** In the folder and not on the database, although something newer is. */
  | "outOfOrder"
  /** On the database, and not in the folder. */
  | "missing";

export interface Migration {
  /** The digits that its file name begins with. */
  readonly version: string;
  readonly name: string;
  readonly state: MigrationState;
  /** Whether its file holds other statements than those that were applied. */
  readonly changed: boolean;
}

/** A file of the folder that is no migration. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** What a folder and a database have of each other. */
export interface MigrationPlan {
  readonly instance: string;
  readonly folder: string;
  /** In the order of their versions. */
  readonly migrations: readonly Migration[];
  readonly skipped: readonly SkippedFile[];
  /** Versions that would be applied, in this order. */
  readonly next: readonly string[];
}

export interface AppliedMigration {
  readonly version: string;
  readonly name: string;
  readonly statements: number;
  readonly milliseconds: number;
}

export interface MigrationReport {
  readonly instance: string;
  readonly folder: string;
  readonly applied: readonly AppliedMigration[];
  /** Every version that the database has now, in order. */
  readonly versions: readonly string[];
}
