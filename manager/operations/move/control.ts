import { FleetError } from "../errors";
import { help } from "../helperContainer";
import type { End } from "./carry";

/** What Postgres has written down of its own state, in `global/pg_control`. */
export interface Control {
  readonly timeline: number;
  /** Whether it has shut down in order. */
  readonly shutDown: boolean;
  /** Where the last checkpoint lies in the log: bytes since its beginning. */
  readonly checkpoint: bigint;
}

/** Of Postgres 13 to 16, and of 17. */
const knownVersions: readonly number[] = [1300, 1700];

/**
 * Reads a data directory's control file; images need not have the program that does.
 * Source: ControlFileData in src/include/catalog/pg_control.h of Postgres 15 and 17, little-endian.
 * @throws FleetError when it is of a version that is not known.
 */
export async function controlOf({ host, image, volume }: End, instance: string): Promise<Control> {
  const mounts = [{ volume, path: "/from", readOnly: true }];
  const said = await help(host, { image, instance, script: "head -c 64 /from/global/pg_control | base64", mounts });
  return readControl(Buffer.from(said, "base64"));
}

export function readControl(bytes: Buffer): Control {
  const version = bytes.length < 64 ? 0 : bytes.readUInt32LE(8);
  if (!knownVersions.includes(version))
    throw new FleetError("refused", `The control file of this Postgres is of version ${version}; a move knows ${knownVersions.join(" and ")}, those of Postgres 13 to 17.`); // prettier-ignore
  return { shutDown: bytes.readUInt32LE(16) === 1, checkpoint: bytes.readBigUInt64LE(32), timeline: bytes.readUInt32LE(48) }; // prettier-ignore
}

/** As Postgres writes a place in the log: `0/1A2B3C`. */
export const lsn = (place: bigint): string => `${(place >> 32n).toString(16)}/${(place & 0xffffffffn).toString(16)}`.toUpperCase(); // prettier-ignore

/** Name of the file of the log that holds a place. @param size bytes of a file. */
export function logFile({ timeline, checkpoint }: Pick<Control, "timeline" | "checkpoint">, size: number): string {
  const number = checkpoint / BigInt(size);
  const perId = 0x100000000n / BigInt(size);
  return [BigInt(timeline), number / perId, number % perId].map((part) => part.toString(16).toUpperCase().padStart(8, "0")).join(""); // prettier-ignore
}
