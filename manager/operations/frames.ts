/** A piece of what a container without a terminal printed. */
export interface Frame {
  readonly channel: "stdout" | "stderr";
  readonly data: Buffer;
}

const headerLength = 8;

/**
 * Takes Docker's stream of both outputs apart, no faster than its reader takes the pieces: a volume may be larger than the
 * memory.
 */
export async function* framesOf(stream: NodeJS.ReadableStream): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let left = 0;
  for await (const read of stream) {
    let piece = Buffer.from(read);
    while (piece.length > 0) {
      if (left === 0) {
        const missing = headerLength - header.length;
        header = Buffer.concat([header, piece.subarray(0, missing)]);
        piece = piece.subarray(missing);
        if (header.length < headerLength) break;
        left = header.readUInt32BE(4);
        if (left === 0) header = Buffer.alloc(0);
        continue;
      }
      const data = piece.subarray(0, left);
      piece = piece.subarray(data.length);
      left -= data.length;
      yield { channel: header[0] === 2 ? "stderr" : "stdout", data };
      if (left === 0) header = Buffer.alloc(0);
    }
  }
}
