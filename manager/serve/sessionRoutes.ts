import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod";
import { actingAs } from "../operations/actor";
import { isPassword, passwordMark } from "../operations/access/password";
import { findToken } from "../operations/access/tokens";
import { record } from "../operations/audit";
import { counted } from "./access";
import { proxies } from "./proxy";
import type { Caller, Services } from "./services";
import { type Proof, type Session, cookieName, isOwn, lifetime } from "./session";

/** Wrong passwords from one address, and from all, within a minute. */
const wrongPerMinute = { address: 10, all: 60 };

const login = z.strictObject({ password: z.string().min(1).max(1000) });

/** Login to the page, by password or a token, or by what a trusted proxy says. */
export function sessionRoutes({ workspace, sessions, proxy }: Services) {
  const app = new Hono();
  const known = proxies(proxy);
  const perAddress = new RateLimiterMemory({ points: wrongPerMinute.address, duration: 60 });
  const perServer = new RateLimiterMemory({ points: wrongPerMinute.all, duration: 60 });

  const current = (context: Context): Session | undefined => {
    const cookie = getCookie(context, cookieName);
    return cookie === undefined ? undefined : sessions.find(workspace, cookie, known.identity(context));
  };
  const begin = (context: Context, caller: Caller, proof: Proof): Session => {
    const { secret, session } = sessions.begin(caller, proof);
    actingAs(caller.name, () => record(workspace, { job: `login by ${proof.by}`, result: "done" }));
    setCookie(context, cookieName, secret, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: lifetime, secure: known.secure(context) }); // prettier-ignore
    return session;
  };
  const told = ({ csrf, caller, until }: Session) => ({
    user: caller.name,
    scope: caller.scope,
    instances: caller.instances,
    csrf,
    until: new Date(until).toISOString(),
  });

  app.use(async (context, next) => {
    context.header("Cache-Control", "no-store");
    await next();
  });
  app.get("/", (context) => {
    const user = known.identity(context);
    const session =
      current(context) ??
      (user === undefined || proxy === undefined ? undefined : begin(context, { name: user, scope: proxy.scope }, { by: "identity", user })); // prettier-ignore
    return context.json(session === undefined ? { password: passwordMark(workspace) !== undefined } : told(session));
  });
  app.post("/", bodyLimit({ maxSize: 10_000 }), async (context) => {
    // A form of another site can send neither this type nor, from elsewhere, this origin.
    if (!(context.req.header("content-type") ?? "").startsWith("application/json"))
      throw new HTTPException(415, { message: "A login is sent as application/json." });
    mustBeOwn(context);
    const given = login.safeParse(await context.req.json().catch(() => undefined));
    if (!given.success) throw new HTTPException(400, { message: 'A login is {"password": "…"}.' });
    const address = known.client(context) ?? "everybody";
    // Counted before it is looked at: of many at once none is free.
    await counted(perAddress, address);
    await counted(perServer, "all");
    const { password } = given.data;
    const token = password.startsWith("sbp_") ? findToken(workspace, password) : undefined;
    if (token === undefined && !(await isPassword(workspace, password)))
      throw new HTTPException(401, { message: passwordMark(workspace) === undefined ? "No password is set yet: run fleet tokens password on the server." : "That is not the password." }); // prettier-ignore
    await perAddress.delete(address);
    const session =
      token === undefined
        ? begin(context, { name: "owner", scope: "admin" }, { by: "password", mark: passwordMark(workspace) })
        : begin(context, token, { by: "token", id: token.id });
    return context.json(told(session));
  });
  app.delete("/", (context) => {
    const session = current(context);
    if (session !== undefined && !isOwn(session, context.req.header("x-csrf-token")))
      throw new HTTPException(403, { message: "The request did not come from the page. Load it anew." });
    sessions.end(getCookie(context, cookieName) ?? "");
    deleteCookie(context, cookieName, { path: "/" });
    return context.json({ ended: true });
  });
  return app;
}

function mustBeOwn({ req }: Context): void {
  const origin = req.header("origin");
  const host = req.header("host") ?? new URL(req.url).host;
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new HTTPException(403, { message: "The login did not come from the page." });
}
