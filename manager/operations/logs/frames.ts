/** A piece of what a container wrote, as Docker hands it on: 8 bytes of header before each. */
export interface Frame {
  readonly stream: "stdout" | "stderr";
  readonly data: Buffer;
}

/** Takes Docker's multiplexed stream apart, whatever pieces it arrives in. */
export class Frames {
  #rest = Buffer.alloc(0);

  /** The frames that are whole with this piece. */
  push(piece: Buffer): Frame[] {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const frames: Frame[] = [];
    let at = 0;
    while (at + 8 <= bytes.length) {
      const end = at + 8 + bytes.readUInt32BE(at + 4);
      if (end > bytes.length) break;
      frames.push({ stream: bytes[at] === 2 ? "stderr" : "stdout", data: bytes.subarray(at + 8, end) });
      at = end;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
    return frames;
  }
}

/** A log text without what would give a secret away: passwords in addresses, tokens, secret keys. */
export const masked = (text: string): string =>
  text
    .replace(/:\/\/([^:@\s/]+):[^@\s]+@/g, "://$1:[secret]@")
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*|sb_secret_[\w-]+/g, "[secret]");
