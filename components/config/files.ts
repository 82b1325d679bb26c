import { lstatSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { LocalFile } from "../spec";

/** Everything uploaded to a container passes through the Docker API and the state at once. */
const folderLimit = 20 * 1024 * 1024;

/** Text of a file that the config refers to. @throws Error with a sentence for the config's error list. */
export function readText(path: string): string {
  const text = attempt(`cannot read the file ${path}`, () => readFileSync(path, "utf8"));
  if (text.includes("\u0000")) throw new Error(`the file ${path} holds NUL characters, so it is no text`);
  return text;
}

/** Every file of a folder of functions, sorted. @throws Error with a sentence for the config's error list. */
export function readFolder(folder: string): LocalFile[] {
  const found = listFiles(folder, "").sort((a, b) => (a.path < b.path ? -1 : 1));
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  if (bytes > folderLimit) throw new Error(`the folder ${folder} holds more than ${folderLimit / 1024 / 1024} MB`);
  return found.map(({ path }) => ({ path, contentBase64: readBase64(join(folder, path)) }));
}

interface Found {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

function listFiles(folder: string, below: string): Found[] {
  const entries = attempt(`cannot read the folder ${join(folder, below)}`, () => readdirSync(join(folder, below)));
  return entries.flatMap((entry) => {
    const path = below === "" ? entry : `${below}/${entry}`;
    if (entry.startsWith(".") || entry === "node_modules") return [];
    if (!/^[A-Za-z0-9._@+()\[\]-]+$/.test(entry))
      throw new Error(
        `the file name ${JSON.stringify(path)} has characters that are not letters, digits or . _ @ + - ( ) [ ]`,
      );
    if (path === "main") throw new Error(`the folder ${folder} holds main, which is the router's name; take it out`);
    const stat = lstatSync(join(folder, path));
    // A link could bring files from outside the folder into the state and a container.
    if (stat.isSymbolicLink()) throw new Error(`${path} in ${folder} is a link; put the file itself there`);
    if (stat.isDirectory()) return listFiles(folder, path);
    if (!stat.isFile()) throw new Error(`${path} in ${folder} is neither a file nor a folder`);
    return [{ path, size: stat.size }];
  });
}

const readBase64 = (path: string) =>
  attempt(`cannot read the file ${path}`, () => readFileSync(path).toString("base64"));

function attempt<T>(failure: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(failure, { cause });
  }
}
