import { z } from "zod";
import { type ServiceName, serviceNames } from "./services";
import { memory, object, whole } from "./words";

/** What a container may use; figures in MiB. */
export interface Resources {
  /** Hard limit: the kernel ends a process that goes beyond. */
  readonly memory: number;
  /** Share the host sets aside under pressure; the sum over a host has to fit into it. */
  readonly memoryReservation: number;
  /** Weight against other containers when the processors are busy; 1024 is Docker's middle. */
  readonly cpuShares: number;
  /** Most processes and threads. */
  readonly pids: number;
  /** Shared memory, for the database alone. */
  readonly shmSize?: number;
}

export const sizes = ["small", "medium", "large"] as const;
export type Size = (typeof sizes)[number];

/** Memory limit of `small` per service. Idle figures of upstream's images are a third to a half of these. */
const small: Record<ServiceName, number> = {
  db: 768,
  gateway: 192,
  auth: 128,
  rest: 192,
  realtime: 512,
  storage: 512,
  imgproxy: 256,
  meta: 256,
  functions: 384,
  studio: 512,
  pooler: 384,
  mail: 96,
  templates: 64,
  analytics: 768,
  vector: 192,
  backup: 512,
  backupsql: 128,
};

const factor: Record<Size, number> = { small: 1, medium: 2, large: 4 };

/** The resources of a service at a size: the database grows fully, helpers that do not carry load stay small. */
export function sized(service: ServiceName, size: Size): Resources {
  const grows = service !== "mail" && service !== "templates" && service !== "studio" && service !== "meta";
  const limit = small[service] * (grows ? factor[size] : 1);
  return {
    memory: limit,
    memoryReservation: limit / 2,
    cpuShares: service === "db" || service === "gateway" ? 1024 : 512,
    pids: service === "db" ? 1000 : 500,
    ...(service === "db" ? { shmSize: limit / 4 } : {}),
  };
}

const limits = object({
  memory: memory.optional().describe("Hard limit, such as 512m; a process that goes beyond is ended."),
  memoryReservation: memory.optional().describe("Share the host sets aside under pressure, such as 256m."),
  cpuShares: whole(2, 262144)
    .optional()
    .describe("Weight against other containers when the processors are busy; 1024 is Docker's middle."),
  pids: whole(10, 100_000).optional().describe("Most processes and threads."),
}).meta({ id: "limits", description: "Limits of this service." });

const databaseLimits = object({
  ...limits.shape,
  shmSize: memory.optional().describe("Shared memory, such as 256m."),
}).meta({ id: "databaseLimits", description: "Limits of this service." });

export const resources = object(
  Object.fromEntries(
    serviceNames.map((name) => [name, (name === "db" ? databaseLimits : limits).optional()]),
  ) as Record<Exclude<ServiceName, "db">, z.ZodOptional<typeof limits>> & { db: z.ZodOptional<typeof databaseLimits> }, // fromEntries forgets the names
);
