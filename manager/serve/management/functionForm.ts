import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { NewFunction } from "../../operations/functions/types";
import { type Call, parsed } from "./route";

export const slugShape = z.string().regex(/^(?!main$)[A-Za-z][A-Za-z0-9_-]{0,63}$/, { error: "should be a letter, then letters, digits, _ or -, and not main" }); // prettier-ignore
const path = z.string().min(1).max(400);
const metadata = z.object({
  name: z.string().min(1).max(100).optional(),
  entrypoint_path: path,
  // Empty when there is none.
  import_map_path: z.string().max(400).optional(),
  static_patterns: z.array(z.string().max(400)).max(100).optional(),
  verify_jwt: z.boolean().default(true),
});
/** A function as clients send it: its files, and what it is. @throws HTTPException 400 for any other form. */
export async function uploaded({ context }: Call<unknown>): Promise<NewFunction> {
  const form = await context.req.formData().catch(() => {
    throw new HTTPException(400, { message: "The body should be multipart/form-data: parts named file, and one named metadata." }); // prettier-ignore
  });
  const given = form.get("metadata");
  const text = typeof given === "string" ? given : ((await given?.text()) ?? "");
  const { name, entrypoint_path, import_map_path, verify_jwt } = parsed(metadata, jsonOf(text), "metadata");
  const slug = parsed(slugShape, context.req.query("slug") ?? name, "slug");
  const parts = form.getAll("file").filter((part) => typeof part !== "string");
  const files = await Promise.all(
    parts.map(async (part) => ({ path: part.name, content: new Uint8Array(await part.arrayBuffer()) })),
  );
  return {
    slug,
    name: name ?? slug,
    entrypoint: entrypoint_path,
    importMap: import_map_path === "" ? undefined : import_map_path,
    verifyJwt: verify_jwt,
    files,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
