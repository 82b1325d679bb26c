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
  /** What would be applied, in this order. */
  readonly next: readonly NextMigration[];
  /** Seed files, where they were asked for. */
  readonly seeds: readonly Seed[];
}

export interface Seed {
  /** From the project's folder. */
  readonly path: string;
  /** `changed` is what was loaded with other content: it is not loaded again. */
  readonly state: "new" | "changed" | "loaded";
}

export interface NextMigration {
  readonly version: string;
  readonly name: string;
  readonly statements: number;
  /** How it is applied: as one transaction with its record, in several steps because Postgres refuses some within one, or as it says itself. */
  readonly transaction: "one" | "several" | "own";
  /** Why it cannot be applied. */
  readonly fault?: string;
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
  /** Seed files that were loaded, or whose change was noted. */
  readonly seeds: readonly Seed[];
}
