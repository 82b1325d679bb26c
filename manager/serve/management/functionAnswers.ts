import { z } from "@hono/zod-openapi";
import type { DeployedFunction } from "../../operations/functions/types";
import { idOf } from "./keys";

export const functionShape = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  status: z.string(),
  version: z.int(),
  created_at: z.int(),
  updated_at: z.int(),
  verify_jwt: z.boolean(),
  import_map: z.boolean(),
  entrypoint_path: z.string(),
  import_map_path: z.string().optional(),
  ezbr_sha256: z.string(),
});

export const functionAnswer = (ref: string, made: DeployedFunction): z.output<typeof functionShape> => ({
  id: idOf(`${ref} function ${made.slug}`),
  slug: made.slug,
  name: made.name,
  status: "ACTIVE",
  version: made.version,
  created_at: made.created,
  updated_at: made.updated,
  verify_jwt: made.verifyJwt,
  import_map: made.importMap !== undefined,
  entrypoint_path: addressOf(made.entrypoint),
  ...(made.importMap === undefined ? {} : { import_map_path: addressOf(made.importMap) }),
  ezbr_sha256: made.hash,
});

/** Clients read a path as an address. */
const addressOf = (path: string) => encodeURI(`file:///${path.replace(/^\/+/, "")}`);
