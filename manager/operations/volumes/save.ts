import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type Dockerode from "dockerode";
import type { Running } from "../progress";
import { runHelper } from "./helperContainer";

/** Words that keep everything a volume holds: owners by number, modes, extended attributes. */
export const tarFlags = "--xattrs --xattrs-include='*' --numeric-owner --sparse";

/**
 * Saves a volume as a tar file, whole or not at all.
 * @param name name of the helper container.
 * @returns its size in bytes.
 */
export async function saveVolume(
  docker: Dockerode,
  { volume, file, image, name }: { volume: string; file: string; image: string; name: string },
  running: Running,
): Promise<number> {
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: 0o600 });
  try {
    const onOutput = async (piece: Buffer) => {
      if (!out.write(piece)) await once(out, "drain");
    };
    const script = `exec tar ${tarFlags} -C /from -cf - .`;
    await runHelper(docker, { image, name, binds: [`${volume}:/from:ro`], script, onOutput }, running);
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
