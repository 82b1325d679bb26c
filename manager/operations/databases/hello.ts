import type { Socket } from "node:net";
import { fatal } from "../migrate/wire/messages";

/** Numbers in place of a version, as a client begins. Source: the server's `pqcomm.h`. */
const asks = { tls: 80877103, gssapi: 80877104 } as const;
/** First byte of TLS that begins without being asked for (`sslnegotiation=direct`). */
const handshake = 0x16;

/**
 * Hears a client out until TLS is next.
 * @returns false for one that speaks without, which was told so, and for one that left.
 */
export async function wantsTls(socket: Socket): Promise<boolean> {
  for (;;) {
    const first = await firstOf(socket);
    if (first === undefined) return false;
    if (first[0] === handshake) return true;
    const asked = first.length === 8 ? first.readInt32BE(4) : 0;
    if (asked !== asks.tls && asked !== asks.gssapi) {
      socket.end(fatal("28000", "Databases are told apart here by their names in TLS: connect with sslmode=require or better.")); // prettier-ignore
      return false;
    }
    socket.read(8);
    socket.write(asked === asks.tls ? "S" : "N");
    if (asked === asks.tls) return true;
  }
}

/** Up to eight bytes, which can be read again. @returns undefined when no more come. */
async function firstOf(socket: Socket): Promise<Buffer | undefined> {
  return await new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const look = () => {
      const more = socket.read() as Buffer | null; // no encoding is set
      if (more === null) return;
      bytes = Buffer.concat([bytes, more]);
      if (bytes.length < 8 && bytes[0] !== handshake) return;
      socket.off("readable", look).off("end", gone).off("close", gone);
      // What is put back is told anew: not while anybody waits for more.
      socket.unshift(bytes);
      resolve(bytes.subarray(0, 8));
    };
    const gone = () => resolve(undefined);
    socket.once("end", gone).once("close", gone).on("readable", look);
    look();
  });
}
