import type { Context } from "hono";
import pg from "pg";
import { messageOf } from "../common/json.ts";
import { log } from "../common/log.ts";

/**
 * A refusal. Storage tells its real status inside the body; over HTTP nearly all are 400, which clients rely on.
 */
export class StorageError extends Error {
  readonly statusCode: number;
  readonly error: string;

  constructor(statusCode: number, error: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.error = error;
  }

  get httpStatus(): 400 | 413 | 416 | 500 {
    return this.statusCode === 413 || this.statusCode === 416 || this.statusCode === 500 ? this.statusCode : 400;
  }
}

export const noSuchBucket = () => new StorageError(404, "Bucket not found", "Bucket not found");
export const noSuchObject = () => new StorageError(404, "not_found", "Object not found");
export const tooLarge = () =>
  new StorageError(413, "Payload too large", "The object exceeded the maximum allowed size");
export const denied = (message: string) => new StorageError(403, "Unauthorized", message);
export const invalid = (message: string) => new StorageError(400, "InvalidRequest", message);

const insufficientPrivilege = "42501";
const unknownRole = "22023";
const duplicate = "23505";
const missingReference = "23503";

/** What went wrong, as Storage would tell it. */
export function storageErrorOf(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof pg.DatabaseError) {
    if (error.code === insufficientPrivilege || error.code === unknownRole) return denied(error.message);
    if (error.code === duplicate) return new StorageError(409, "Duplicate", "The resource already exists");
    if (error.code === missingReference) return noSuchBucket();
  }
  log("error", "unhandled", { error: messageOf(error) });
  return new StorageError(500, "internal", "Internal Server Error");
}

export function answerError(error: unknown, context: Context): Response {
  const refusal = storageErrorOf(error);
  // The rest of an upload that was cut short may still be on its way, so this connection carries no further request.
  if (refusal.statusCode === 413) context.header("connection", "close");
  return context.json(
    { statusCode: String(refusal.statusCode), error: refusal.error, message: refusal.message },
    refusal.httpStatus,
  );
}
