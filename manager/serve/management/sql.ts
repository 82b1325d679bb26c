import { z } from "@hono/zod-openapi";
import { loginRole } from "../../operations/sql/loginRole";
import { appliedMigrations, applyMigration } from "../../operations/sql/migrations";
import { runSql } from "../../operations/sql/query";
import { typescriptTypes } from "../../operations/sql/types";
import type { Services } from "../services";
import { mustRun } from "./lifecycle";
import type { Project } from "./project";
import { type App, type Call, parsed, projectRoute } from "./route";
import { finished } from "../working";

const sqlText = z
  .string()
  .min(1, { error: "is empty" })
  .max(5_000_000, { error: "is longer than 5000000 characters" })
  .refine((text) => !text.includes("\0"), { error: "holds a NUL character" });

const query = z.object({
  query: sqlText,
  parameters: z.array(z.unknown()).max(65_000).optional(),
  read_only: z.boolean().optional(),
});
const rows = z.array(z.record(z.string(), z.unknown()));
const version = z.object({ version: z.string(), name: z.string() });

const newMigration = z.object({
  query: sqlText,
  name: z
    .string()
    .regex(/^[A-Za-z0-9_. -]{0,100}$/, { error: "should be letters, digits and _ . -, at most 100" })
    .optional(),
});

/** Schemas in a list with commas, as clients send it. */
const schemas = z
  .string()
  .regex(/^[^,\0]{1,63}(,[^,\0]{1,63}){0,50}$/, { error: "should be names of schemas with commas between" });

/** What works in a project's database. All of it takes the scope admin: SQL may do anything. */
export function sqlRoutes(app: App, services: Services): void {
  const { workspace } = services;
  const run = async (project: Project, { body, running }: Call<z.output<typeof query>>, readOnly: boolean) => {
    mustRun(project);
    const { query: sql, parameters: values } = body;
    return (await runSql(workspace, { instance: project.spec.name, sql, values, readOnly, signal: running.signal })).map((row) => ({ ...row })); // prettier-ignore
  };
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/database/query", scope: "admin", summary: "Run SQL.", status: 201, takes: query, answers: rows }, // prettier-ignore
    async (project, call) => await run(project, call, call.body.read_only === true),
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/database/query/read-only", scope: "admin", summary: "Run SQL as the role that can only read.", status: 201, takes: query, answers: rows }, // prettier-ignore
    async (project, call) => await run(project, call, true),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/database/migrations", scope: "read", summary: "Migrations that the database has recorded.", answers: z.array(version) }, // prettier-ignore
    async (project) => {
      mustRun(project);
      return (await appliedMigrations(workspace, project.spec.name)).map((each) => ({ ...each }));
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/database/migrations", scope: "admin", summary: "Apply SQL as a migration and record it.", takes: newMigration }, // prettier-ignore
    async (project, { caller, body }) => {
      mustRun(project);
      const { name } = project.spec;
      const migration = { instance: name, name: body.name ?? "", sql: body.query };
      await finished(services, caller, { name: `migrate ${name}`, instance: name }, async (running) => await applyMigration(workspace, migration, running)); // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/cli/login-role", scope: "admin", summary: "A login of the database for five minutes.", status: 201, takes: z.object({ read_only: z.boolean().default(false) }), answers: z.object({ role: z.string(), password: z.string(), ttl_seconds: z.int() }) }, // prettier-ignore
    async (project, { body }) => {
      mustRun(project);
      const { role, password, lifetime } = await loginRole(workspace, { instance: project.spec.name, readOnly: body.read_only }); // prettier-ignore
      return { role, password, ttl_seconds: lifetime };
    },
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/types/typescript", scope: "read", summary: "TypeScript types of its tables and functions.", answers: z.object({ types: z.string() }) }, // prettier-ignore
    async (project, { context }) => {
      mustRun(project);
      const given = context.req.query("included_schemas");
      const wanted = given === undefined ? project.spec.config.rest.schemas : parsed(schemas, given, "included_schemas").split(","); // prettier-ignore
      return { types: await typescriptTypes(workspace, project.spec.name, wanted) };
    },
  );
}
