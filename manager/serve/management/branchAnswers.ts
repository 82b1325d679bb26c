import { z } from "@hono/zod-openapi";
import { mayDo } from "../../operations/access/tokens";
import { refOf } from "../../../components/config/ref";
import type { Branch } from "../../operations/branches/branches";
import { keys } from "../../operations/keys";
import type { Services } from "../services";
import { databaseName } from "../../../components/config/names";
import { databaseVersion } from "./database";
import { idOf } from "./keys";
import { type Project, projectOf } from "./project";
import { createdAt } from "./projects";
import type { Call } from "./route";
import { statesOf } from "./status";

export const branchShape = z.object({
  id: z.string(),
  name: z.string(),
  project_ref: z.string(),
  parent_project_ref: z.string(),
  is_default: z.boolean(),
  git_branch: z.string().optional(),
  persistent: z.boolean(),
  status: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  with_data: z.boolean(),
  preview_project_status: z.string().optional(),
});
export type BranchAnswer = z.output<typeof branchShape>;

export const detailShape = z.object({
  ref: z.string(),
  postgres_version: z.string(),
  postgres_engine: z.string(),
  release_channel: z.string(),
  status: z.string(),
  db_host: z.string(),
  db_port: z.number(),
  db_user: z.string().optional(),
  db_pass: z.string().optional(),
  jwt_secret: z.string().optional(),
});

const steps: Readonly<Record<string, string>> = { COMING_UP: "CREATING_PROJECT", INIT_FAILED: "FUNCTIONS_FAILED" };

/** @param state of the project that the branch is. */
export const branchAnswer = (branch: Branch, state: string): BranchAnswer => ({
  id: branch.id,
  name: branch.name,
  project_ref: refOf(branch.instance),
  parent_project_ref: refOf(branch.parent),
  is_default: false,
  ...(branch.gitBranch === undefined ? {} : { git_branch: branch.gitBranch }),
  persistent: branch.persistent,
  status: steps[state] ?? (branch.failed === true ? "MIGRATIONS_FAILED" : "FUNCTIONS_DEPLOYED"),
  created_at: branch.created,
  updated_at: branch.updated,
  with_data: branch.withData,
  preview_project_status: state,
});

/** A project as the branch that its own branches come from. */
export function mainOf(services: Services, { ref, spec }: Project): BranchAnswer {
  const at = createdAt(services, spec.name);
  return { id: idOf(`${ref} main`), name: "main", project_ref: ref, parent_project_ref: ref, is_default: true, persistent: true, status: "FUNCTIONS_DEPLOYED", created_at: at, updated_at: at, with_data: true }; // prettier-ignore
}

/** Where the database of a branch is. */
export async function detailOf(
  services: Services,
  { caller }: Call<unknown>,
  ref: string,
): Promise<z.output<typeof detailShape>> {
  const { spec } = await projectOf(services, caller, ref);
  const status = (await statesOf(services, [spec.name])).get(spec.name) ?? "UNKNOWN";
  const known = mayDo(caller.scope, "admin") ? (await keys(services.workspace, spec.name, { reveal: true })).keys : [];
  const valueOf = (wanted: string) => known.find((each) => each.name === wanted)?.value;
  const [password, jwtSecret] = [valueOf("postgresPassword"), valueOf("jwtSecret")];
  return {
    ref,
    postgres_version: databaseVersion(spec),
    postgres_engine: spec.postgres,
    release_channel: "ga",
    status,
    db_host: databaseName(spec),
    db_port: spec.ports.database?.port ?? 5432,
    db_user: "postgres",
    ...(password === undefined ? {} : { db_pass: password }),
    ...(jwtSecret === undefined ? {} : { jwt_secret: jwtSecret }),
  };
}

/** What is known of a branch whose instance is not in the list yet: it will be as its parent is. */
export async function comingDetail(
  services: Services,
  { caller }: Call<unknown>,
  { instance, parent }: Branch,
): Promise<z.output<typeof detailShape>> {
  const { spec } = await projectOf(services, caller, refOf(parent));
  const ref = refOf(instance);
  return { ref, postgres_version: databaseVersion(spec), postgres_engine: spec.postgres, release_channel: "ga", status: "COMING_UP", db_host: databaseName({ ...spec, name: instance }), db_port: 5432 }; // prettier-ignore
}
