import { FleetError } from "../errors";
import { help, type HelperFile } from "../helperContainer";
import type { Host } from "../host";
import type { Running } from "../progress";

/** Keeps everything a volume holds: owners by number, modes, times to the nanosecond, extended attributes. */
export const tar = "tar --xattrs --xattrs-include='*' --numeric-owner --sparse --format=posix";

/** A volume on a host, and an image there that has GNU's tools. */
export interface End {
  readonly host: Host;
  readonly image: string;
  readonly volume: string;
}

/** What goes from one end to the other. */
export interface Load {
  readonly instance: string;
  /** Writes an archive; it sees the volume as `/from`. */
  readonly pack: string;
  readonly files?: readonly HelperFile[];
}

/**
 * Takes files from a volume on one host into the same on another, through this machine and no faster than the slower of both.
 * @returns bytes. @throws FleetError when either side fails; the volume there holds a part then.
 */
export async function carry(
  from: End,
  to: End,
  { instance, pack, files = [] }: Load,
  running: Running,
): Promise<number> {
  let bytes = 0;
  const { signal } = running;
  let packed = false;
  const input = async (write: (piece: Buffer) => Promise<void>) => {
    const mounts = [{ volume: from.volume, path: "/from", readOnly: true }];
    const onOutput = async (piece: Buffer) => {
      bytes += piece.length;
      await write(piece);
    };
    await help(from.host, { image: from.image, instance, script: pack, files, mounts, onOutput, signal });
    packed = true;
  };
  const mounts = [{ volume: to.volume, path: "/to" }];
  try {
    await help(to.host, { image: to.image, instance, script: `${tar} -C /to -xpf - && sync`, mounts, input, signal });
  } catch (error) {
    if (packed || !(error instanceof FleetError) || error.kind !== "failed") throw error;
    throw new FleetError("failed", `${from.volume} could not be copied to host ${to.host.name}: ${error.message}`, { cause: error }); // prettier-ignore
  }
  return bytes;
}
