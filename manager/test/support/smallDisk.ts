import { spawnSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Puts a small disk under an empty folder. @returns whether one may. */
export const onSmallDisk = (folder: string): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=256m,mode=755", "tmpfs", folder]).status === 0;

export const offSmallDisk = (folder: string): unknown => spawnSync("umount", ["-l", folder]);

/** Fills it but for a little, so that it becomes full while it is written to. @returns makes room again. */
export function filled(folder: string): () => void {
  const { bavail, bsize } = statfsSync(folder);
  const ballast = join(folder, "ballast");
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 2 ** 21));
  return () => rmSync(ballast);
}
