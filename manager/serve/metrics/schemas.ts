import { z } from "@hono/zod-openapi";
import type { MonthUsage } from "../../operations/usage/usage";

export const monthUsageShape = z
  .object({
    month: z.string(),
    instances: z.array(
      z.object({
        instance: z.string(),
        countedFrom: z.string(),
        countedUntil: z.string(),
        requests: z.number(),
        errors: z.number(),
        egressBytes: z.number(),
        hoursRunning: z.number(),
        storageBytes: z.number(),
        storageBytesPeak: z.number(),
        storageBytesLast: z.number(),
        storageByteHours: z.number(),
      }),
    ),
  })
  .openapi("MonthUsage") satisfies z.ZodType<MonthUsage>;
