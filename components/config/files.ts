import { lstatSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { LocalFile } from "../spec";

/** Everything uploaded to a container passes through the Docker API and the state at once. */
const folderLimit = 20 * 1024 * 1024;

/** Text of a file that the config refers to. @throws Error with a sentence for the config's error list. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Error(`cannot read the file ${path}`);
  }
}

/** Every file below a folder, sorted. @throws Error with a sentence for the config's error list. */
export function readFolder(folder: string): LocalFile[] {
  const paths = listFiles(folder, "").sort();
  const files = paths.map((path) => ({ path, contentBase64: readFileSync(join(folder, path)).toString("base64") }));
  const bytes = files.reduce((sum, file) => sum + file.contentBase64.length * 0.75, 0);
  if (bytes > folderLimit) throw new Error(`the folder ${folder} holds more than ${folderLimit / 1024 / 1024} MB`);
  return files;
}

function listFiles(folder: string, below: string): string[] {
  const entries = readEntries(join(folder, below));
  return entries.flatMap((entry) => {
    const path = below === "" ? entry : `${below}/${entry}`;
    if (entry.startsWith(".") || entry === "node_modules") return [];
    if (!/^[A-Za-z0-9._@+()\[\]-]+$/.test(entry))
      throw new Error(`the file name ${JSON.stringify(path)} has characters that are not letters, digits or . _ @ + -`);
    const stat = lstatSync(join(folder, path));
    // A link could bring files from outside the folder into the state and a container.
    if (stat.isSymbolicLink()) throw new Error(`${path} in ${folder} is a link; put the file itself there`);
    return stat.isDirectory() ? listFiles(folder, path) : [path];
  });
}

function readEntries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw new Error(`cannot read the folder ${folder}`);
  }
}
