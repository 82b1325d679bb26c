import { OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { fleetOf } from "../../operations/fleetFile";
import type { Workspace } from "../../operations/workspace";
import { onError, problem } from "../problems";
import type { Caller, Carried, Services } from "../services";
import { jobShape, nameShape, problemShape } from "./schemas";

export type App = OpenAPIHono<Carried>;

/** Adds the routes of one topic. */
export type Topic = (app: App, services: Services) => void;

/** An app that says of each wrong field what is wrong with it. */
export function strictApp(): App {
  const app: App = new OpenAPIHono<Carried>({
    defaultHook(result, context) {
      if (result.success) return undefined;
      const lines = result.error.issues.map(({ path, message }) => `${path.join(".") || "the request"}: ${message}`);
      return problem(context, 400, lines.join("; "), { kind: "usage" });
    },
  });
  app.onError(onError);
  return app;
}

export const idParam = z.object({ id: nameShape });

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { "application/json": { schema } },
  description,
});

export const body = <T extends z.ZodType>(schema: T, description: string) => ({
  body: { ...json(schema, description), required: true },
});

export const refusals = {
  400: json(problemShape, "The call is wrong."),
  403: json(problemShape, "It takes more than this token may."),
  404: json(problemShape, "There is none."),
  409: json(problemShape, "It does not go with what is there, or somebody else was faster."),
};

export const accepted = {
  202: json(jobShape, "Taken on; GET /platform/jobs/{job} tells how it goes."),
  ...refusals,
};

/** The instance that a path names. */
export const named = (path: Readonly<Record<string, string>>) => path.id;

/** @throws HTTPException when the list has no such instance. */
export async function mustExist(workspace: Workspace, name: string): Promise<void> {
  const { instances } = await fleetOf(workspace);
  if (!instances.some((each) => each.name === name))
    throw new HTTPException(404, { message: `There is no instance "${name}".` });
}

/** @throws HTTPException when the caller's token is not good for a new instance of this name. */
export function mustBeOwn(name: string, { instances }: Caller): void {
  if (instances !== undefined && !instances.includes(name))
    throw new HTTPException(403, { message: "This token is good for other instances alone." });
}
