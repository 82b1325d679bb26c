import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ErrorKind, FleetError } from "../operations/errors";

/** HTTP's word for each kind of error. */
export const statusOf = {
  usage: 400,
  config: 422,
  busy: 409,
  missing: 501,
  unreachable: 502,
  refused: 409,
  failed: 500,
  cancelled: 499 as 500, // nginx's number for a caller that went, which HTTP's list does not have
} as const satisfies Record<ErrorKind, ContentfulStatusCode>;

/** An answer that says what went wrong, in the form that Supabase's clients print. */
export const problem = (context: Context, status: ContentfulStatusCode, message: string, more: object = {}) =>
  context.json({ message, ...more }, status);

/** Turns whatever was thrown into an answer. A mistake of ours is told to the log, not to the caller. */
export const onError: ErrorHandler = (error, context) => {
  if (error instanceof FleetError) return problem(context, statusOf[error.kind], error.message, { kind: error.kind });
  if (error instanceof HTTPException) return problem(context, error.status as ContentfulStatusCode, error.message);
  process.stderr.write(`${error.stack ?? error.message}\n`);
  return problem(context, 500, "Something went wrong in the server; its log says what.");
};
