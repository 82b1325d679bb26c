import { help } from "../helperContainer";
import type { Host } from "../host";
import type { Running } from "../progress";
import { wholeFile } from "../wholeFile";

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
  const script = `exec tar ${tarFlags} -C /from -cf - .`;
  const mounts = [{ volume, path: "/from", readOnly: true }];
  return await wholeFile(file, async (onOutput) => {
    await help(host, { image, instance, mounts, script, onOutput, signal });
  });
}
