import { z } from "@hono/zod-openapi";

const valueShape = z.object({ name: z.string(), old: z.string().optional(), new: z.string().optional() });

const resourceShape = z.object({
  kind: z.enum(["volume", "network", "secret", "snippet", "container", "database", "record"]),
  name: z.string(),
  action: z.enum(["create", "update", "replace", "delete"]),
});

const reasonShape = z.object({
  kind: z.enum(["setting", "file", "secret", "address", "program", "content", "unknown"]),
  path: z.string().optional(),
  from: z.string().optional(),
  old: z.string().optional(),
  new: z.string().optional(),
});

const serviceShape = z.object({
  service: z.string(),
  action: z.enum(["create", "live", "replace", "delete"]),
  variables: z.array(valueShape).readonly(),
  differences: z.array(valueShape).readonly(),
  downtime: z.number().openapi({ description: "Seconds." }),
});

const instanceShape = z.object({
  name: z.string(),
  host: z.string().optional(),
  action: z.enum(["create", "change", "pause", "resume", "delete", "none"]),
  reasons: z.array(reasonShape).readonly(),
  services: z.array(serviceShape).readonly(),
  others: z.array(resourceShape).readonly(),
  downtime: z.number().openapi({ description: "Seconds." }),
  dataAtRisk: z.array(z.string()).readonly(),
});

/** What applying would do, without a secret. */
export const planShape = z
  .object({
    stack: z.string(),
    instances: z.array(instanceShape).readonly(),
    shared: z.array(resourceShape).readonly(),
    refusals: z.array(z.string()).readonly(),
    totals: z.object({ create: z.number(), live: z.number(), replace: z.number(), delete: z.number(), downtime: z.number(), dataAtRisk: z.number() }), // prettier-ignore
    hash: z.string(),
  })
  .openapi("Plan");

export const proposalShape = z
  .object({
    plan: planShape,
    edited: z.boolean().openapi({ description: "Whether the list would be another." }),
    addresses: z.record(z.string(), z.string()).readonly(),
  })
  .openapi("Proposal");
