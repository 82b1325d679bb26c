import { createHash } from "node:crypto";
import type Dockerode from "dockerode";
import { extract } from "tar-stream";
import { isMissing } from "../../../components/dynamic/dockerApi";
import type { Fact } from "./finding";

export const hashOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** The files of these paths in a container, running or not; one that is not there is not in the answer. */
export async function filesIn(container: Dockerode.Container, paths: readonly string[]): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const path of paths) {
    const content = await fileIn(container, path);
    if (content !== undefined) facts.push({ property: "file", name: path, text: hashOf(content) });
  }
  return facts;
}

/** @returns undefined when it is not there, or is no file. */
async function fileIn(container: Dockerode.Container, path: string): Promise<Buffer | undefined> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await container.getArchive({ path });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const entries = extract();
  archive.pipe(entries);
  let content: Buffer | undefined;
  for await (const entry of entries) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(Buffer.from(piece as Uint8Array)); // its types leave the piece open
    if (entry.header.type === "file") content ??= Buffer.concat(pieces);
  }
  return content;
}
