/** What is asked for. */
export interface PostgresRequest {
  readonly name: string;
  /** Major version to go to. */
  readonly to: string;
}

/** What the checks found; nothing was changed for it. */
export interface PostgresPlan {
  readonly name: string;
  readonly host: string;
  /** Major versions. */
  readonly from: string;
  readonly to: string;
  /** Image of the new Postgres. */
  readonly image: string;
  readonly databases: readonly DatabaseCheck[];
  /** Bytes of all data volumes, which is what the snapshot takes. */
  readonly data: number;
  /** Bytes that are free on the host, and that the upgrade asks for. */
  readonly free: number;
  readonly needed: number;
  /** Extensions whose version in the new image is another. */
  readonly extensions: readonly ExtensionChange[];
  /** What a rehearsal came to; undefined without one. */
  readonly rehearsal: Rehearsal | undefined;
}

export interface DatabaseCheck {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export interface ExtensionChange {
  readonly database: string;
  readonly name: string;
  readonly old: string;
  readonly new: string;
}

/** A load of the live data into a throwaway server of the new version. */
export interface Rehearsal {
  /** Seconds that the load took. */
  readonly seconds: number;
  /** Facts that were compared: tables, rights, functions and so on. */
  readonly compared: number;
}

/** How an upgrade ended, or the way back from one. */
export interface PostgresReport {
  readonly name: string;
  readonly outcome: "upgraded" | "rolled back";
  /** Major version that serves now. */
  readonly postgres: string;
  /** Snapshot of the old data, as `fleet snapshots` lists it. */
  readonly snapshot: string | undefined;
  /** Why it went back; undefined when it was asked for. */
  readonly reason: string | undefined;
  /** Whether the data is that of the snapshot again; if not, it was never replaced. */
  readonly restored: boolean;
  /** Snapshot of the data of the new version, before the old came back. */
  readonly newer: string | undefined;
  /** Rows written after the upgrade, which are in `newer` alone; undefined when Postgres could not tell. */
  readonly lost: readonly string[] | undefined;
  /** Seconds in which the instance did not answer on its way to the new version; undefined when it did not come there. */
  readonly downTime: number | undefined;
}

/** An upgrade that was begun, or that can be taken back. */
export interface PostgresRecord {
  readonly name: string;
  readonly job: string;
  /** ISO 8601. */
  readonly since: string;
  readonly finished: boolean;
  readonly goesBack: boolean;
  readonly from: string;
  readonly to: string;
}
