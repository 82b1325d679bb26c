/** A file of a function, by the path that whoever deployed it has it under. */
export interface FunctionFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What is deployed. */
export interface NewFunction {
  readonly slug: string;
  readonly name: string;
  /** Path of one of the files. */
  readonly entrypoint: string;
  /** Path of one of the files: deno.json or an import map. */
  readonly importMap?: string | undefined;
  /** Whether calls need a valid token or API key. */
  readonly verifyJwt: boolean;
  readonly files: readonly FunctionFile[];
}

/** A function of an instance, without its code. */
export interface DeployedFunction {
  readonly slug: string;
  readonly name: string;
  /** Counts its deployments. */
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly verifyJwt: boolean;
  readonly entrypoint: string;
  readonly importMap?: string | undefined;
  /** SHA-256 of its files in hex. */
  readonly hash: string;
}
