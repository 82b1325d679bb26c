import type { ContentfulStatusCode } from "hono/utils/http-status";

/** A refusal as Auth's clients know it: an HTTP status, a code for programs and a sentence for people. */
export class AuthError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** API version from which on an error's `code` is the word, not the number. */
export const newErrors = "2024-01-01";

export function errorBody(error: AuthError, apiVersion: string | undefined): Record<string, unknown> {
  const isNew = apiVersion !== undefined && apiVersion >= newErrors;
  return isNew
    ? { code: error.code, message: error.message, ...error.more }
    : { code: error.status, error_code: error.code, msg: error.message, ...error.more };
}
