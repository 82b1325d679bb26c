import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { help } from "../helperContainer";
import type { Host } from "../host";
import type { Running } from "../progress";

/** Words that keep everything a volume holds: owners by number, modes, extended attributes. */
export const tarFlags = "--xattrs --xattrs-include='*' --numeric-owner --sparse";

/**
 * Saves a volume as a tar file, whole or not at all.
 * @returns its size in bytes.
 */
export async function saveVolume(
  host: Host,
  { volume, file, image, instance }: { volume: string; file: string; image: string; instance: string },
  { signal }: Running,
): Promise<number> {
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: 0o600 });
  try {
    const onOutput = async (piece: Buffer) => {
      if (!out.write(piece)) await once(out, "drain");
    };
    const script = `exec tar ${tarFlags} -C /from -cf - .`;
    const mounts = [{ volume, path: "/from", readOnly: true }];
    await help(host, { image, instance, mounts, script, onOutput, signal });
    out.end();
    await once(out, "finish");
    await rename(part, file);
    return out.bytesWritten;
  } catch (error) {
    out.destroy();
    await rm(part, { force: true });
    throw error;
  }
}
