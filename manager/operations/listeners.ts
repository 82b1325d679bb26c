/** A TCP port of a host that somebody listens on. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Number of its socket, by which a process is found. */
  readonly inode: string;
}

/** Listeners in the text of /proc/net/tcp and /proc/net/tcp6, which every Linux has and every user may read. */
export function parseListeners(text: string): Listener[] {
  return text.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const [, hex, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
    if (hex === undefined || port === undefined || state !== "0A") return [];
    return [{ address: addressOf(hex), port: Number.parseInt(port, 16), inode }];
  });
}

/** The kernel writes each 32 bits in the order of the processor, which is the small end first wherever Docker runs. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.every((byte) => byte === 0)) return "::";
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16)); // prettier-ignore
  return groups.join(":");
}

/** Whether a listener there keeps another from listening here. */
export const keepsFrom = (listener: { readonly address: string; readonly port: number }, bind: string, port: number) =>
  listener.port === port &&
  (listener.address === bind || bind === "0.0.0.0" || ["0.0.0.0", "::", ""].includes(listener.address));
