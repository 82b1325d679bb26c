import { OpenAPIHono } from "@hono/zod-openapi";
import type { Carried, Services } from "../services";
import { advisorRoutes } from "./advisors";
import { backupRoutes } from "./backups";
import { branchRoutes } from "./branches";
import { groupRoutes } from "./config/api";
import { authRoutes } from "./config/auth";
import { databaseRoutes } from "./config/database";
import { storageRoutes } from "./config/storage";
import { createRoutes } from "./create";
import { functionRoutes } from "./functions";
import { healthRoutes } from "./health";
import { keyRoutes } from "./keys";
import { lifecycleRoutes } from "./lifecycle";
import { logRoutes } from "./logs";
import { networkRoutes } from "./network";
import { organizationRoutes } from "./organizations";
import { passwordRoutes } from "./password";
import { projectRoutes } from "./projects";
import { scrapeRoutes } from "./scrape";
import { secretRoutes } from "./secrets";
import { sqlRoutes } from "./sql";
import { stubRoutes } from "./stubs";

/** The first that fits answers: what has a name comes before what stands for any. */
const groups = [
  stubRoutes, organizationRoutes, projectRoutes, createRoutes, lifecycleRoutes, healthRoutes, keyRoutes, secretRoutes, sqlRoutes, functionRoutes,
  branchRoutes, backupRoutes, authRoutes, groupRoutes, storageRoutes, databaseRoutes, networkRoutes, logRoutes, advisorRoutes, passwordRoutes, scrapeRoutes,
]; // prettier-ignore

/** The part of Supabase's Management API that its own clients need here. docs/management-api.md says which. */
export function managementRoutes(services: Services) {
  const app = new OpenAPIHono<Carried>();
  for (const add of groups) add(app, services);
  return app;
}
