import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Carried } from "./services";

interface Answer {
  readonly asked: string;
  readonly response: Promise<Response>;
  readonly until: number;
}

/** Milliseconds for which an answer is remembered. */
const remembered = 24 * 3600 * 1000;
/** Answers at most; the oldest goes. */
const most = 2000;

/**
 * A write with an `Idempotency-Key` that was seen before gets the answer of the first: a client that lost its connection may
 * ask again. The same key with another request is a mistake.
 */
export function idempotent(): MiddlewareHandler<Carried> {
  const answers = new Map<string, Answer>();
  return async (context, next) => {
    const key = context.req.header("idempotency-key");
    if (key === undefined || ["GET", "HEAD"].includes(context.req.method)) return await next();
    if (key.length > 200)
      throw new HTTPException(400, { message: "Idempotency-Key should have 200 characters at most." });
    const now = Date.now();
    for (const [old, { until }] of answers) if (until < now) answers.delete(old);
    const [oldest] = answers.keys();
    if (answers.size >= most && oldest !== undefined) answers.delete(oldest);
    const asked = createHash("sha256").update(`${context.req.method} ${context.req.url}\n${await context.req.text()}`).digest("hex"); // prettier-ignore
    const own = `${context.get("callerKey")}\n${key}`;
    const known = answers.get(own);
    if (known !== undefined) {
      if (known.asked !== asked) throw new HTTPException(422, { message: "This Idempotency-Key was used for another request." }); // prettier-ignore
      return (await known.response).clone();
    }
    const response = next().then(() => context.res.clone());
    answers.set(own, { asked, response, until: now + remembered });
    // A request that failed may be tried again.
    if ((await response).status >= 400) answers.delete(own);
  };
}
