import { z } from "@hono/zod-openapi";
import { instanceStates } from "../../operations/status/types";

/** Shapes of the platform API, from which its OpenAPI document is made. */

export const problemShape = z.object({ message: z.string(), kind: z.string().optional() }).openapi("Problem");

export const nameShape = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "should be a name of letters, digits and hyphens")
  .openapi({ description: "Letters, digits and hyphens.", example: "blog" });

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
    progress: z.array(progressShape).readonly(),
  })
  .openapi("Job");

const usageShape = z.object({
  cpu: z.number().optional().openapi({ description: "Percent of one processor." }),
  memory: z.number().optional().openapi({ description: "Bytes." }),
  memoryLimit: z.number().optional().openapi({ description: "Bytes." }),
  disk: z.number().optional().openapi({ description: "Bytes." }),
});

const serviceShape = z.object({
  service: z.string(),
  container: z.string(),
  health: z.string(),
  image: z.string(),
  startedAt: z.string().optional(),
  restarts: z.number().optional(),
  exitCode: z.number().optional(),
  lastLog: z.string().optional().openapi({ description: "Of one that is sick; passwords and tokens are hidden." }),
  usage: usageShape,
});

/** An instance in the words of the provisioning service: where it is, how it is, what it uses. */
export const projectShape = z
  .object({
    id: z.string().openapi({ description: "Its name." }),
    host: z.string(),
    state: z.enum(instanceStates),
    notes: z.array(z.string()).readonly(),
    endpoints: z.object({ api: z.string(), studio: z.string().optional(), mail: z.string().optional() }),
    release: z.string(),
    postgres: z.string(),
    services: z.array(serviceShape).readonly(),
    usage: usageShape,
  })
  .openapi("Project");

const provenShape = z.object({ at: z.string(), backup: z.string(), seconds: z.number(), lost: z.number() });

export const keyShape = z
  .object({
    name: z.string(),
    use: z.string(),
    public: z.boolean(),
    value: z.string().optional(),
    mark: z.string().optional(),
  }) // prettier-ignore
  .openapi("Key");

export const projectDetailShape = projectShape
  .extend({
    keys: z.array(keyShape).readonly(),
    volumes: z.array(z.object({ name: z.string(), size: z.number().optional() })).readonly(),
    backup: z
      .object({
        answers: z.boolean(),
        lastBackup: z.string().optional(),
        logUntil: z.string().optional(),
        lastProven: provenShape.optional(),
        alarms: z.array(z.string()).readonly(),
      }) // prettier-ignore
      .optional(),
    certificates: z
      .array(
        z.object({
          name: z.string(),
          validTo: z.string().optional(),
          issuer: z.string().optional(),
          trusted: z.boolean().optional(),
          problem: z.string().optional(),
        }),
      ) // prettier-ignore
      .readonly(),
  })
  .openapi("ProjectDetail");

/** Settings by path. */
const settingsShape = z.record(z.string().min(1).max(120), z.unknown()).openapi({
  description: "Settings by path, such as auth.siteUrl.",
  example: { "auth.siteUrl": "https://app.example.com" },
});

export const newProjectShape = z
  .strictObject({
    name: nameShape,
    host: z.string().min(1).max(40).optional(),
    size: z.enum(["small", "medium", "large"]).optional(),
    template: z.string().min(1).max(80).optional(),
    settings: settingsShape.optional(),
  })
  .openapi("NewProject");

export const hashShape = z.string().regex(/^[0-9a-f]{16}$/, "should be the hash of a plan").openapi({ description: "Hash of the plan that was agreed to: another one is refused." }); // prettier-ignore

export const createShape = newProjectShape.extend({ plan: hashShape.optional() }).openapi("CreateProject");

export const changeShape = z
  .strictObject({
    settings: settingsShape.openapi({ description: "Settings by path; null takes one out." }),
    plan: hashShape.optional(),
  }) // prettier-ignore
  .openapi("ChangeSettings");
