import { randomUUID } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { refOf } from "../../../components/config/ref";
import { type Branch, branchesIn, mergeBranch, pushToBranch } from "../../operations/branches/branches";
import type { Running } from "../../operations/progress";
import { mustReach } from "../access";
import type { Services } from "../services";
import { finished } from "../working";
import { cannot } from "./config/api";
import { mustRun } from "./lifecycle";
import { projectOf } from "./project";
import { type App, type Call, route } from "./route";

/** The branch that a path names by its id or its project's ref. @throws HTTPException 404. */
export function branchOf({ workspace }: Services, { context, caller }: Call<unknown>): Branch {
  const wanted = context.req.param("branch") ?? "";
  const branch = branchesIn(workspace).find(({ id, instance }) => id === wanted || refOf(instance) === wanted);
  if (branch === undefined) throw new HTTPException(404, { message: `There is no branch "${wanted}".` });
  mustReach(caller, branch.instance);
  return branch;
}

const body = z.object({ migration_version: z.string().max(100).optional() });
const answer = z.object({ workflow_run_id: z.string(), message: z.string() });

const ways = [
  { path: "merge", summary: "Apply the migrations of a branch that its parent lacks.", work: mergeBranch },
  { path: "push", summary: "Apply the migrations of its parent that a branch lacks.", work: pushToBranch },
] as const;

/** Migrations that go from a branch to its parent, and the other way. SQL may do anything, so it takes the scope admin. */
export function mergeRoutes(app: App, services: Services): void {
  for (const { path, summary, work } of ways)
    route(
      app,
      { method: "post", path: `/branches/{branch}/${path}`, scope: "admin", summary, status: 201, takes: body, answers: answer }, // prettier-ignore
      async (call) => {
        if (call.body.migration_version !== undefined) cannot("migration_version cannot be chosen: all that are missing go over. Nothing was changed."); // prettier-ignore
        const branch = branchOf(services, call);
        const { instance, parent } = branch;
        for (const each of [instance, parent]) mustRun(await projectOf(services, call.caller, refOf(each)));
        const change = { name: `${path} ${instance}`, instance: path === "merge" ? parent : instance };
        await finished(services, call.caller, change, async (running: Running) => await work(services.workspace, branch, running)); // prettier-ignore
        return { workflow_run_id: randomUUID(), message: "ok" };
      },
    );
}
