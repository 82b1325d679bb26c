import type { Services } from "../services";
import { actions } from "./actions";
import { backups } from "./backups";
import { changes } from "./changes";
import { fleet } from "./fleet";
import { jobRoutes } from "./jobs";
import { looking } from "./looking";
import { projects } from "./projects";
import { restores } from "./restores";
import { strictApp } from "./route";
import { traffic } from "./traffic";

/** The provisioning service: instances, and the long operations on them. A write answers at once, with a job to follow. */
export function platformRoutes(services: Services) {
  const app = strictApp();
  // The actions last: their path would take those of the others.
  for (const topic of [projects, changes, backups, restores, looking, traffic, fleet, jobRoutes, actions])
    topic(app, services);
  return app;
}
