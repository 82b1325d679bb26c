import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { type Scope, findToken, mayDo } from "../operations/access/tokens";
import { actingAs } from "../operations/actor";
import { proxies } from "./proxy";
import type { Caller, Carried, Services } from "./services";
import { cookieName, isOwn } from "./session";

/** Requests of one token or session within a minute. */
const perMinute = 600;
/** Wrong tokens from one address within a minute. */
const wrongPerMinute = 30;

/** Counts one more of this key. @throws HTTPException when there were too many. */
export async function counted(limiter: RateLimiterMemory, key: string): Promise<void> {
  await limiter.consume(key).catch(() => {
    throw new HTTPException(429, { message: "Too many requests; try again in a minute." });
  });
}

/** Lets through who shows a token that counts, or is logged in to the page, and remembers who it is. */
export function authenticated({ workspace, sessions, proxy }: Services): MiddlewareHandler<Carried> {
  const calls = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const wrong = new RateLimiterMemory({ points: wrongPerMinute, duration: 60 });
  const known = proxies(proxy);
  const whoever = (context: Context<Carried>): { key: string; caller: Caller } | undefined => {
    const authorization = context.req.header("authorization");
    if (authorization !== undefined) {
      const shown = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      const found = shown === undefined ? undefined : findToken(workspace, shown);
      return found === undefined ? undefined : { key: found.id, caller: found };
    }
    const cookie = getCookie(context, cookieName);
    const session = cookie === undefined ? undefined : sessions.find(workspace, cookie, known.identity(context));
    if (session === undefined) return undefined;
    if (!isOwn(session, context.req.header("x-csrf-token"))) refuseWrites(context);
    return { key: session.csrf, caller: session.caller };
  };
  return async (context, next) => {
    const found = whoever(context);
    if (found === undefined) {
      if (context.req.header("authorization") !== undefined) await counted(wrong, known.client(context) ?? "everybody");
      throw new HTTPException(401, { message: "This needs a token (fleet tokens create <name>), or a login to the page." }); // prettier-ignore
    }
    await counted(calls, found.key);
    context.set("caller", found.caller);
    context.set("callerKey", found.key);
    // Whatever is noted of this call is noted by this name.
    await actingAs(found.caller.name, next);
  };
}

/** A browser sends its cookie along whoever asked for the request. */
function refuseWrites({ req }: Context): void {
  if (req.method === "GET" || req.method === "HEAD") return;
  throw new HTTPException(403, { message: "The request did not come from the page: it lacks the token of its session. Load the page anew." }); // prettier-ignore
}

/** Lets through whose token may do this, on the instance that the path names. */
export const needs =
  (
    scope: Scope,
    instance?: (path: Readonly<Record<string, string>>) => string | undefined,
  ): MiddlewareHandler<Carried> =>
  async (context, next) => {
    const caller = context.get("caller");
    if (!mayDo(caller.scope, scope))
      throw new HTTPException(403, { message: `This takes the scope ${scope}; yours is ${caller.scope}.` });
    mustReach(caller, instance?.(context.req.param()));
    await next();
  };

/** @throws HTTPException when it is an instance that the caller's token is not good for: it is not to be told from none. */
export function mustReach({ instances }: Caller, name: string | undefined): void {
  if (name === undefined || instances === undefined || instances.includes(name)) return;
  throw new HTTPException(404, { message: `There is no instance "${name}".` });
}
