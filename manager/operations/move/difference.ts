import { type HelperFile, help } from "../helperContainer";
import type { Running } from "../progress";
import { type End, carry, tar } from "./carry";

/** One line per file: all that tells two apart without reading them. A folder's size is its disk's affair. */
const listing = String.raw`cd /from && find . -mindepth 1 \( -type d -printf '%y %m %U:%G %T@\t%p\0' -o -printf '%y %m %U:%G %T@ %s\t%p\0' \)`;

async function treeOf(
  { host, image, volume }: End,
  instance: string,
  { signal }: Running,
): Promise<Map<string, string>> {
  const mounts = [{ volume, path: "/from", readOnly: true }];
  const said = await help(host, { image, instance, script: listing, mounts, signal });
  const lines = said.split("\0").filter((line) => line !== "");
  return new Map(lines.map((line) => [line.slice(line.indexOf("\t") + 1), line.slice(0, line.indexOf("\t"))]));
}

/** What has come, changed and gone since a volume was copied. */
export interface Difference {
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

export function differenceOf(now: ReadonlyMap<string, string>, copy: ReadonlyMap<string, string>): Difference {
  const changed = [...now].filter(([path, facts]) => copy.get(path) !== facts).map(([path]) => path);
  const gone = [...copy.keys()].filter((path) => !now.has(path) || kind(now.get(path)) !== kind(copy.get(path)));
  return { changed, gone };
}

const kind = (facts = "") => facts.slice(0, 1);

const named = (path: string, names: readonly string[]): HelperFile => ({ path, content: names.map((name) => `${name}\0`).join("") }); // prettier-ignore

/**
 * Brings a copy of a volume up to date while nobody writes to either.
 * @returns bytes that went. @throws Error when the two still differ then.
 */
export async function catchUp(instance: string, from: End, to: End, running: Running): Promise<number> {
  const [now, copy] = await Promise.all([treeOf(from, instance, running), treeOf(to, instance, running)]);
  const { changed, gone } = differenceOf(now, copy);
  if (gone.length > 0) {
    const script = "cd /to && xargs -0 -r rm -rf -- < /gone";
    const mounts = [{ volume: to.volume, path: "/to" }];
    await help(to.host, { image: to.image, instance, script, mounts, files: [named("/gone", gone)], signal: running.signal }); // prettier-ignore
  }
  if (changed.length === 0 && gone.length === 0) return 0;
  // Every folder goes along: a file that came or went has changed the time of its own.
  const folders = [...now].filter(([, facts]) => facts.startsWith("d")).map(([path]) => path);
  const files = [named("/changed", [...new Set([...folders, ...changed])])];
  const pack = `${tar} -C /from --no-recursion --null -T /changed -cf - `;
  const bytes = await carry(from, to, { instance, pack, files }, running);
  const [wanted, found] = await Promise.all([treeOf(from, instance, running), treeOf(to, instance, running)]);
  const left = differenceOf(wanted, found);
  const first = [...left.changed, ...left.gone][0];
  if (first === undefined) return bytes;
  throw new Error(`${to.volume} on host ${to.host.name} is not what ${from.host.name} has: ${first} differs`);
}
