import { realpath } from "node:fs/promises";

/** What a processing address asks for. */
export interface Wanted {
  readonly source: string;
  readonly extension: string | undefined;
}

const options =
  /^(resize|rs|size|s|resizing_type|rt|width|w|height|h|min-width|mw|min-height|mh|dpr|enlarge|el|gravity|g|crop|c|quality|q|format|f|ext|max_bytes|mb|blur|bl|sharpen|sh|strip_metadata|sm|auto_rotate|ar|background|bg|padding|pd|trim|t|preset|pr|filename|fn|cachebuster|cb|expires|exp|max_src_resolution|msr|max_src_file_size|msfs|raw|skip_processing|skp|return_attachment|att)(:[^/]*)?$/;

/**
 * Reads `/<signature>/<option>/…/plain/<source>[@extension]`.
 * @returns undefined when it is written in any other way.
 */
export function readAddress(path: string): Wanted | undefined {
  const [, processing = "", target] = /^\/[^/]+\/(.*?)plain\/(.+)$/s.exec(path) ?? [];
  if (target === undefined || !processing.split("/").every((option) => option === "" || options.test(option)))
    return undefined;
  const [, source = "", extension] = /^(.*?)(?:@([a-z0-9]+))?$/s.exec(target) ?? [];
  try {
    return { source: decodeURIComponent(source), extension };
  } catch {
    return undefined;
  }
}

/** The real path of a `local://` source; undefined when it lies outside the root or does not exist. */
export async function localFile(source: string, root: string): Promise<string | undefined> {
  const [, path] = /^local:\/\/(\/.*)$/s.exec(source) ?? [];
  if (path === undefined || path.includes("\0")) return undefined;
  const base = root === "/" ? "" : root.replace(/\/$/, "");
  try {
    // Links are followed first, so that none leads out of the root.
    const real = await realpath(base + path);
    return real.startsWith(`${await realpath(base || "/")}/`.replace("//", "/")) && !path.split("/").includes("..")
      ? real
      : undefined;
  } catch {
    return undefined;
  }
}

const signatures: readonly (readonly [string, string])[] = [
  ["89504e47", "image/png"],
  ["ffd8ff", "image/jpeg"],
  ["47494638", "image/gif"],
  ["52494646", "image/webp"],
  ["3c737667", "image/svg+xml"],
];

/** Media type by the first bytes of an image; undefined when it is none that is known. */
export function imageType(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 4).toString("hex");
  return signatures.find(([signature]) => head.startsWith(signature))?.[1];
}
