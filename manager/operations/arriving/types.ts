import type { DataSource } from "./data";
import type { NotCarried } from "./entry";
import type { Rotated } from "./secrets";

export interface AdoptOptions {
  /** Folder of the install. */
  readonly folder: string;
  /** Name for the instance; that of the folder's project when unset. */
  readonly name?: string | undefined;
  /** Host of the list; the only one when unset. */
  readonly host?: string | undefined;
}

/** What was found in a folder, and what would come of it. No secret is in it. */
export interface Adoption {
  readonly folder: string;
  /** Name of the Compose project. */
  readonly project: string;
  readonly name: string;
  readonly host: string;
  /** Major version of the Postgres that made the data. */
  readonly postgres: string;
  /** Containers of it that run. */
  readonly running: readonly string[];
  readonly data: readonly DataSource[];
  /** Settings that the entry takes over; a secret's value is left out. */
  readonly settings: readonly { readonly variable: string; readonly path: string; readonly value?: string }[];
  /** Names of the secrets that stay. */
  readonly kept: readonly string[];
  readonly rotated: readonly Rotated[];
  readonly notCarried: readonly NotCarried[];
  readonly notes: readonly string[];
}
