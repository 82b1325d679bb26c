import { z } from "@hono/zod-openapi";
import { instanceStates } from "../../operations/status/types";

/** Shapes of the platform API, from which its OpenAPI document is made. */

export const problemShape = z.object({ message: z.string(), kind: z.string().optional() }).openapi("Problem");

const progressShape = z.object({
  at: z.string(),
  state: z.enum(["begin", "end", "note"]),
  message: z.string(),
  instance: z.string().optional(),
});

export const jobShape = z
  .object({
    id: z.string(),
    name: z.string(),
    instance: z.string().optional(),
    user: z.string(),
    state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
    created: z.string(),
    ended: z.string().optional(),
    error: z.object({ kind: z.string(), message: z.string() }).optional(),
    progress: z.array(progressShape),
  })
  .openapi("Job");

/** An instance in the words of the provisioning service: where it is, how it is, what it uses. */
export const projectShape = z
  .object({
    id: z.string().openapi({ description: "Its name." }),
    host: z.string(),
    state: z.enum(instanceStates),
    notes: z.array(z.string()),
    endpoints: z.object({ api: z.string(), studio: z.string().optional(), mail: z.string().optional() }),
    release: z.string(),
    services: z.array(
      z.object({ service: z.string(), container: z.string(), health: z.string(), cpu: z.number().optional(), memory: z.number().optional() }), // prettier-ignore
    ),
    usage: z.object({ cpu: z.number().optional(), memory: z.number().optional(), disk: z.number().optional() }),
  })
  .openapi("Project");

export const newProjectShape = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/).openapi({ description: "Letters, digits and hyphens.", example: "blog" }), // prettier-ignore
    host: z.string().max(40).optional(),
    size: z.enum(["small", "medium", "large"]).optional(),
    template: z.string().max(80).optional(),
    settings: z
      .record(z.string().max(120), z.union([z.string().max(10_000), z.number(), z.boolean()]))
      .optional()
      .openapi({ description: "Settings by path.", example: { "auth.siteUrl": "https://app.example.com" } }),
  })
  .strict()
  .openapi("NewProject");
