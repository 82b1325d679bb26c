import { Transform } from "node:stream";
import { fatal } from "../migrate/wire/messages";

/** Type and length of a message; the length counts itself. */
const head = 5;
/** Bytes of a message while somebody logs in; no server sends more. */
const longest = 65_536;
/** SQLSTATEs of a login that was refused for who came or what was shown. */
const refusals = /C28(P01|000)\0/;

const noPassword = fatal("28000", "This database asks for no password on its own network (pg_hba.conf), so nobody is let in from outside."); // prettier-ignore
/** Such as after a second question for TLS: what comes next could not be told apart. */
const noProtocol = fatal("08P01", "What the database answered is not Postgres' protocol.");

/** How a login ended. */
export type Login = "accepted" | "refused";

/**
 * Hands on what a server answers, unless its first word is that whoever came is in: then it asked for no password.
 * @param ended is told how the login ended, if it came so far.
 */
export function guard(ended: (login: Login) => void = () => undefined): Transform {
  let state: "first" | "asked" | "open" | "shut" = "first";
  let held = Buffer.alloc(0);
  /** Bytes of the next message; more than there can be until it says how many. */
  const size = () => (held.length < head ? Infinity : 1 + held.readUInt32BE(1));
  /** The next message, once all of it is there. */
  const next = (): Buffer | undefined => {
    const bytes = size();
    if (held.length < bytes) return undefined;
    const message = held.subarray(0, bytes);
    held = held.subarray(bytes);
    return message;
  };
  const shut = (to: Transform, why: Buffer, done: () => void): void => {
    state = "shut";
    to.push(why);
    to.push(null);
    done();
  };
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (state === "shut") return done();
      held = Buffer.concat([held, piece]);
      while (state === "first" || state === "asked") {
        if (held.length >= head && size() > longest) return shut(this, noProtocol, done);
        const message = next();
        if (message === undefined) break;
        const asks = message[0] === 0x52 && message.length >= head + 4;
        const isIn = asks && message.readInt32BE(head) === 0;
        if (isIn && state === "first") return shut(this, noPassword, done);
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
