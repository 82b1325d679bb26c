import { Transform } from "node:stream";
import { fatal } from "../migrate/wire/messages";

/** Type, length and kind of the answer to a login. */
const head = 9;

const refusal = fatal("28000", "This database asks for no password on its own network (pg_hba.conf), so nobody is let in from outside."); // prettier-ignore

/** Hands on what a server answers, unless its first word is that whoever came is in: then it asked for no password. */
export function guard(): Transform {
  let state: "listens" | "open" | "shut" = "listens";
  let first = Buffer.alloc(0);
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (state === "open") return done(null, piece);
      if (state === "shut") return done();
      first = Buffer.concat([first, piece]);
      const isLogin = first[0] === 0x52;
      if (isLogin && first.length < head) return done();
      state = isLogin && first.readInt32BE(5) === 0 ? "shut" : "open";
      this.push(state === "open" ? first : refusal);
      if (state === "shut") this.push(null);
      done();
    },
  });
}
