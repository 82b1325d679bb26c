import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { type Scope, findToken, mayDo } from "../operations/access/tokens";
import type { Carried, Services } from "./services";

/** Requests of one token within a minute. */
const perMinute = 600;
/** Wrong tokens from one address within a minute. */
const wrongPerMinute = 30;

/** Lets through who shows a token that counts, and remembers who it is. */
export function authenticated({ workspace }: Services): MiddlewareHandler<Carried> {
  const calls = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const wrong = new RateLimiterMemory({ points: wrongPerMinute, duration: 60 });
  const taken = async (limiter: RateLimiterMemory, key: string) => {
    await limiter.consume(key).catch(() => {
      throw new HTTPException(429, { message: "Too many requests; try again in a minute." });
    });
  };
  return async (context, next) => {
    const shown = /^Bearer (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    const found = shown === undefined ? undefined : findToken(workspace, shown);
    if (found === undefined) {
      await taken(wrong, "everybody");
      throw new HTTPException(401, { message: "This needs a token: fleet tokens create <name>" });
    }
    await taken(calls, found.id);
    context.set("caller", found);
    await next();
  };
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
      throw new HTTPException(403, {
        message: `This takes a token with the scope ${scope}; yours has ${caller.scope}.`,
      });
    const name = instance?.(context.req.param());
    if (name !== undefined && caller.instances !== undefined && !caller.instances.includes(name))
      throw new HTTPException(404, { message: `There is no instance "${name}".` }); // It is not to be told from none.
    await next();
  };
