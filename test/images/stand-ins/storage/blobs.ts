import type { Readable } from "node:stream";

/** Where one version of an object lies. */
export interface BlobKey {
  readonly bucket: string;
  readonly name: string;
  readonly version: string;
}

/** What is kept beside the bytes. */
export interface BlobInfo {
  readonly contentType: string;
  readonly cacheControl: string;
}

export interface Range {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** The bytes of objects, without any idea of who may see them. */
export interface Blobs {
  /** Takes over a finished file of this machine. */
  readonly take: (key: BlobKey, file: string, info: BlobInfo) => Promise<void>;
  readonly open: (key: BlobKey, range?: Range) => Promise<{ stream: Readable; info: BlobInfo }>;
  readonly copy: (from: BlobKey, to: BlobKey) => Promise<void>;
  readonly remove: (key: BlobKey) => Promise<void>;
  /** An address under which imgproxy finds the bytes. */
  readonly sourceFor: (key: BlobKey) => Promise<string>;
  /** A folder on this machine from which `take` is cheap. */
  readonly incoming: string;
}
