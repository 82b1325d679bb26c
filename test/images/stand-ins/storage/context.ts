import type { Context } from "hono";
import pg from "pg";
import type { Environment } from "../common/environment.ts";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import type { Query } from "../common/postgres.ts";
import { TokenError, bearer } from "../common/tokens.ts";
import type { Verify } from "../common/tokens.ts";
import type { Blobs } from "./blobs.ts";
import { denied, invalid } from "./storageError.ts";

/** Everything a route needs. */
export interface Storage {
  readonly environment: Environment;
  readonly pool: pg.Pool;
  readonly verify: Verify;
  readonly blobs: Blobs;
}

/** Whoever a request speaks for. */
export interface Caller {
  readonly role: string;
  readonly claims: Json;
}

export async function callerOf({ verify }: Storage, context: Context): Promise<Caller> {
  const header = context.req.header("authorization");
  if (header === undefined) throw invalid("headers must have required property 'authorization'");
  try {
    const claims = await verify(bearer(header) ?? "");
    return { role: textOf(claims["role"], "anon"), claims: { ...claims } };
  } catch (error) {
    throw error instanceof TokenError ? denied(error.message) : error;
  }
}

/** Runs `work` with the caller's role and claims, so that Postgres itself decides by the policies of the tables. */
export async function asCaller<T>(
  { pool }: Storage,
  caller: Caller,
  operation: string,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  return transaction(pool, async (query) => {
    await query(`set local role ${pg.escapeIdentifier(caller.role)}`);
    const settings = {
      "request.jwt.claims": JSON.stringify(caller.claims),
      "request.jwt.claim.role": caller.role,
      "request.jwt.claim.sub": textOf(caller.claims["sub"]),
      "storage.operation": operation,
    };
    for (const [name, value] of Object.entries(settings)) await query("select set_config($1, $2, true)", [name, value]);
    return work(query);
  });
}

export async function bodyOf(context: Context): Promise<Json> {
  return objectOf(await context.req.json().catch(() => undefined));
}

/** The part of the path that stands for `*`, decoded. */
export function wildcard(context: Context, prefix: string): string {
  const path = new URL(context.req.url).pathname.slice(prefix.length);
  try {
    return checkName(decodeURIComponent(path));
  } catch (error) {
    throw error instanceof URIError ? invalid("Invalid key") : error;
  }
}

const allowedName = /^[A-Za-z0-9_/!.\-*'() &$@=;:+,?]+$/;

/** @throws for a name that Storage refuses, among them all that would climb out of the bucket's folder. */
export function checkName(name: string): string {
  const climbs = name.split("/").some((part) => part === ".." || part === "." || part === "");
  if (name.length > 1024 || !allowedName.test(name) || climbs) throw invalid(`Invalid key: ${name.slice(0, 100)}`);
  return name;
}
