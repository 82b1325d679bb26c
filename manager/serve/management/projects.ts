import { z } from "@hono/zod-openapi";
import { readAudit } from "../../operations/audit";
import { statSync } from "node:fs";
import { databaseName } from "../../../components/config/names";
import { databaseVersion } from "./database";
import { organization } from "./organizations";
import type { Project } from "./project";
import { projectOf, projectsOf } from "./project";
import { type App, projectRoute, route } from "./route";
import type { Services } from "../services";
import { statesOf } from "./status";

const withoutDatabase = z.object({
  id: z.string(),
  ref: z.string(),
  organization_id: z.string(),
  organization_slug: z.string(),
  name: z.string(),
  /** The Docker host, which is what comes nearest to a region. */
  region: z.string(),
  created_at: z.string(),
  status: z.string(),
});

export const projectShape = withoutDatabase.extend({
  database: z.object({
    host: z.string(),
    version: z.string(),
    postgres_engine: z.string(),
    release_channel: z.string(),
  }),
});
export type ProjectAnswer = z.output<typeof projectShape>;
export const newProjectAnswer = withoutDatabase;

/** A project as clients want it told, with every key that they decode. */
export function projectAnswer(services: Services, { ref, spec }: Project, status: string): ProjectAnswer {
  return {
    id: ref,
    ref,
    organization_id: organization.id,
    organization_slug: organization.slug,
    name: spec.name,
    region: spec.host.name,
    created_at: createdAt(services, spec.name),
    status,
    database: {
      host: databaseName(spec),
      version: databaseVersion(spec),
      postgres_engine: spec.postgres,
      release_channel: "ga",
    },
  };
}

/** When it was created from here; for one that was written into the list, when the fleet began to keep what belongs to the list. */
export function createdAt({ workspace }: Services, name: string): string {
  const entries = readAudit(workspace);
  const before = entries.findLastIndex(({ job }) => job === `delete ${name}`);
  const created = entries.find(({ job }, index) => index > before && (job === `create ${name}` || job.startsWith(`create ${name} `) || job.endsWith(` to ${name}`))); // prettier-ignore
  const [first] = entries;
  return created?.at ?? first?.at ?? statSync(workspace.stackFile).birthtime.toISOString();
}

export function projectRoutes(app: App, services: Services): void {
  route(
    app,
    { method: "get", path: "/projects", scope: "read", summary: "All projects that the token is good for.", answers: z.array(projectShape) }, // prettier-ignore
    async ({ caller }) => {
      const projects = await projectsOf(services, caller);
      const states = await statesOf(services, projects.map(({ spec }) => spec.name)); // prettier-ignore
      return projects.map((project) => projectAnswer(services, project, states.get(project.spec.name) ?? "UNKNOWN"));
    },
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}", scope: "read", summary: "One project.", answers: projectShape },
    async (project) => await current(services, project),
  );
}

/** A project as it is now. */
export async function current(services: Services, project: Project): Promise<ProjectAnswer> {
  const states = await statesOf(services, [project.spec.name]);
  return projectAnswer(services, project, states.get(project.spec.name) ?? "UNKNOWN");
}

/** The project of an instance that was just written into the list. */
export async function written(services: Services, ref: string): Promise<ProjectAnswer> {
  const project = await projectOf(services, { name: "", scope: "admin" }, ref);
  return projectAnswer(services, project, "COMING_UP");
}
