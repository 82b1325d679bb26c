import { Transform } from "node:stream";
import { fatal } from "../migrate/wire/messages";

/** Type and length of a message; the length counts itself. */
const head = 5;
/** Bytes of a message while somebody logs in; no server sends more. */
const longest = 65_536;
/** SQLSTATEs of a login that was refused for who came or what was shown. */
const refusals = /C28(P01|000)\0/;

const refusal = fatal("28000", "This database asks for no password on its own network (pg_hba.conf), so nobody is let in from outside."); // prettier-ignore

/** How a login ended. */
export type Login = "accepted" | "refused";

/**
 * Hands on what a server answers, unless its first word is that whoever came is in: then it asked for no password.
 * @param ended is told how the login ended, if it came so far.
 */
export function guard(ended: (login: Login) => void = () => undefined): Transform {
  let state: "first" | "asked" | "open" | "shut" = "first";
  let held = Buffer.alloc(0);
  /** The next message, once all of it is there. */
  const next = (): Buffer | undefined => {
    if (held.length < head) return undefined;
    const size = 1 + held.readUInt32BE(1);
    // Not of this protocol: whatever it is, nobody is in by it.
    if (size > longest) state = "open";
    if (state === "open" || held.length < size) return undefined;
    const message = held.subarray(0, size);
    held = held.subarray(size);
    return message;
  };
  const shut = (to: Transform, done: () => void): void => {
    state = "shut";
    to.push(refusal);
    to.push(null);
    done();
  };
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (state === "shut") return done();
      held = Buffer.concat([held, piece]);
      while (state === "first" || state === "asked") {
        const message = next();
        if (message === undefined) break;
        const asks = message[0] === 0x52 && message.length >= head + 4;
        const isIn = asks && message.readInt32BE(head) === 0;
        if (isIn && state === "first") return shut(this, done);
        const isError = message[0] === 0x45;
        if (isIn) ended("accepted");
        else if (isError && refusals.test(message.toString("latin1"))) ended("refused");
        if (isIn || isError) state = "open";
        // A notice, or a word about versions, may come before it asks.
        else if (asks) state = "asked";
        this.push(message);
      }
      if (state === "open" && held.length > 0) {
        this.push(held);
        held = Buffer.alloc(0);
      }
      done();
    },
    flush(done) {
      if (state !== "shut" && held.length > 0) this.push(held);
      done();
    },
  });
}
