import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Scope } from "../../operations/access/tokens";
import { actingAs } from "../../operations/actor";
import type { Running } from "../../operations/progress";
import { needs } from "../access";
import type { Caller, Carried, Services } from "../services";
import { type Project, projectOf } from "./project";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** What a route's handler is given. */
export interface Call<Body> {
  readonly context: Context<Carried>;
  readonly caller: Caller;
  readonly body: Body;
  /** For an operation that ends within the request. */
  readonly running: Running;
}

export interface Shape<Answer, Body> {
  readonly method: Method;
  /** Path below the version, such as `/projects/{ref}/secrets`. */
  readonly path: string;
  readonly scope: Scope;
  /** What it does, for the OpenAPI document. */
  readonly summary: string;
  readonly status?: ContentfulStatusCode | 204;
  /** Shape of a JSON body; none is read when unset. */
  readonly takes?: z.ZodType<Body>;
  /** Shape of the answer; an empty one when unset. */
  readonly answers?: z.ZodType<Answer>;
  /** What the answer is, where the handler makes it itself; JSON when unset. */
  readonly type?: string;
}

export type App = OpenAPIHono<Carried>;

/** Adds a route that is not about one project. */
export function route<Answer = undefined, Body = undefined>(
  app: App,
  shape: Shape<Answer, Body>,
  handle: (call: Call<Body>) => Promise<Answer | Response> | Answer | Response,
): void {
  document(app, shape);
  app.on(shape.method.toUpperCase(), shape.path.replace(/\{(\w+)\}/g, ":$1"), needs(shape.scope), async (context) => {
    const caller = context.get("caller");
    const body = await bodyOf(context, shape.takes);
    const running = { report: () => undefined, signal: context.req.raw.signal };
    const answer = await actingAs(caller.name, async () => await handle({ context, caller, body, running }));
    if (answer instanceof Response) return answer;
    // A chunked empty answer breaks clients that read JSON by its length.
    if (shape.answers === undefined) return context.body(null, shape.status ?? 200, { "Content-Length": "0" });
    const status = shape.status === 204 ? 200 : (shape.status ?? 200);
    return context.json(answer as object, status); // every shape is a group or a list
  });
}

/** Adds a route about the project that `{ref}` in its path names. */
export function projectRoute<Answer = undefined, Body = undefined>(
  app: App,
  services: Services,
  shape: Shape<Answer, Body>,
  handle: (project: Project, call: Call<Body>) => Promise<Answer | Response> | Answer | Response,
): void {
  route(app, shape, async (call) => {
    const project = await projectOf(services, call.caller, call.context.req.param("ref") ?? "");
    return await handle(project, call);
  });
}

/** For what only some calls of a route need. @throws HTTPException 403 when the caller's token may do less. */
export async function mustHave(scope: Scope, { context }: Pick<Call<unknown>, "context">): Promise<void> {
  await needs(scope)(context, async () => undefined);
}

async function bodyOf<Body>({ req }: Context<Carried>, takes: z.ZodType<Body> | undefined): Promise<Body> {
  if (takes === undefined) return undefined as Body; // a route without `takes` has no body
  const given: unknown = await req.json().catch(() => {
    throw new HTTPException(400, { message: "The body should be JSON." });
  });
  const parsed = takes.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new HTTPException(400, { message: lines.join("; ") });
}

function document<Answer, Body>(
  app: App,
  { method, path, summary, takes, answers, type, status = 200 }: Shape<Answer, Body>,
) {
  const json = (schema: z.ZodType, kind = "application/json") => ({ [kind]: { schema } });
  const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  app.openAPIRegistry.registerPath({
    method,
    path,
    summary,
    request: {
      ...(names.length === 0 ? {} : { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(takes === undefined ? {} : { body: { content: json(takes), required: true } }),
    },
    responses: {
      [status]: { description: summary, ...(answers === undefined ? {} : { content: json(answers, type) }) },
      "4XX": { description: "Why not.", content: json(z.object({ message: z.string() })) },
    },
  });
}

/** A value of the query. @throws HTTPException 400 when it is not as it should be. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  throw new HTTPException(400, { message: `${name}: ${found.error.issues.map(({ message }) => message).join("; ")}` });
}
