import { open, rename, rm } from "node:fs/promises";

/**
 * Writes a file that only its owner can read, piece by piece: whole or not at all.
 * @returns its size in bytes.
 */
export async function wholeFile(
  file: string,
  write: (take: (piece: Buffer) => Promise<void>) => Promise<void>,
): Promise<number> {
  const part = `${file}.part`;
  const handle = await open(part, "w", 0o600);
  try {
    await write(async (piece) => await handle.writeFile(piece));
    await handle.sync();
    const { size } = await handle.stat();
    await rename(part, file);
    return size;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
