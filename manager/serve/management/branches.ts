import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { refOf } from "../../../components/config/ref";
import { type Branch, branchesIn, changeBranch, forgetLost, makeBranch, noteBranch } from "../../operations/branches/branches"; // prettier-ignore
import { discard } from "../../operations/edit/discard";
import { fleetOf } from "../../operations/fleetFile";
import type { Caller, Services } from "../services";
import { type BranchAnswer, branchAnswer, branchShape, comingDetail, detailOf, detailShape, mainOf } from "./branchAnswers"; // prettier-ignore
import { branchOf, mergeRoutes } from "./branchMerge";
import { mustRun } from "./lifecycle";
import type { Project } from "./project";
import { type App, projectRoute, route } from "./route";
import { statesOf } from "./status";
import { begin, finished } from "../working";

const name = z.string().regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: "should be 1 to 100 characters" });
const newBranch = z.object({
  branch_name: name,
  git_branch: name.optional(),
  is_default: z.boolean().optional(),
  persistent: z.boolean().optional(),
  with_data: z.boolean().optional(),
});
const change = z.object({
  branch_name: name.optional(),
  git_branch: name.optional(),
  persistent: z.boolean().optional(),
});

/** Branches: copies of a project under names of their own. */
export function branchRoutes(app: App, services: Services): void {
  const { workspace } = services;
  const isAtWork = ({ instance }: Branch) => services.jobs.all.some((job) => job.instance === instance && job.ended === undefined); // prettier-ignore
  const answersOf = async (branches: readonly Branch[], caller: Caller): Promise<BranchAnswer[]> => {
    const { instances } = await fleetOf(workspace);
    const there = branches.filter(({ instance }) => caller.instances?.includes(instance) ?? true);
    const made = there.filter(({ instance }) => instances.some((spec) => spec.name === instance));
    const states = await statesOf(services, made.map((each) => each.instance)); // prettier-ignore
    return there
      .filter((each) => made.includes(each) || isAtWork(each))
      .map((each) => branchAnswer(each, states.get(each.instance) ?? "COMING_UP"));
  };
  const all = async (project: Project, caller: Caller): Promise<BranchAnswer[]> => {
    const own = branchesIn(workspace).filter(({ parent }) => parent === project.spec.name);
    return [mainOf(services, project), ...(await answersOf(own, caller))];
  };
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/branches", scope: "read", summary: "Its branches, itself first.", answers: z.array(branchShape) }, // prettier-ignore
    async (project, { caller }) => await all(project, caller),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/branches/{name}", scope: "read", summary: "One branch.", answers: branchShape }, // prettier-ignore
    async (project, { context, caller }) => {
      const wanted = context.req.param("name");
      const branch = (await all(project, caller)).find((each) => each.name === wanted);
      if (branch === undefined) throw new HTTPException(404, { message: `There is no branch "${wanted ?? ""}".` });
      return branch;
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/branches", scope: "operate", summary: "Make a branch, with its data or without; its state tells how it goes.", status: 201, takes: newBranch, answers: branchShape }, // prettier-ignore
    (project, { caller, body }) => {
      if (caller.instances !== undefined)
        throw new HTTPException(403, {
          message: "A branch is another project, and this token is good for some alone.",
        });
      if (body.is_default === true) return mainOf(services, project);
      const wanted = { name: body.branch_name, parent: project.spec.name, persistent: body.persistent ?? false, withData: body.with_data ?? false, gitBranch: body.git_branch }; // prettier-ignore
      if (!wanted.withData) mustRun(project); // its migrations are read from it
      forgetLost(workspace, isAtWork);
      const branch = noteBranch(workspace, wanted);
      begin(services, caller, { name: `clone ${branch.instance}`, instance: branch.instance }, async (running) => await makeBranch(workspace, branch, running)); // prettier-ignore
      return branchAnswer(branch, "COMING_UP");
    },
  );
  route(
    app,
    { method: "get", path: "/branches/{branch}", scope: "read", summary: "Where a branch's database is; its password for the scope admin.", answers: detailShape }, // prettier-ignore
    async (call) => {
      const wanted = call.context.req.param("branch") ?? "";
      // The branch main is the project itself.
      const isBranch = branchesIn(workspace).some(({ id, instance }) => id === wanted || refOf(instance) === wanted);
      if (!isBranch) return await detailOf(services, call, wanted);
      const branch = branchOf(services, call);
      const { instances } = await fleetOf(workspace);
      const isThere = instances.some(({ name: own }) => own === branch.instance);
      if (!isThere && isAtWork(branch)) return await comingDetail(services, call, branch);
      return await detailOf(services, call, refOf(branch.instance));
    },
  );
  route(
    app,
    { method: "patch", path: "/branches/{branch}", scope: "operate", summary: "Name a branch otherwise.", takes: change, answers: branchShape }, // prettier-ignore
    async (call) => {
      const { branch_name: to, git_branch: gitBranch, persistent } = call.body;
      const named = { ...(to === undefined ? {} : { name: to }), ...(gitBranch === undefined ? {} : { gitBranch }), ...(persistent === undefined ? {} : { persistent }) }; // prettier-ignore
      const branch = changeBranch(workspace, branchOf(services, call), named) ?? branchOf(services, call);
      return branchAnswer(branch, (await statesOf(services, [branch.instance])).get(branch.instance) ?? "UNKNOWN");
    },
  );
  route(
    app,
    { method: "delete", path: "/branches/{branch}", scope: "operate", summary: "Delete a branch with its data.", answers: z.object({ message: z.string() }) }, // prettier-ignore
    async (call) => {
      const { instance } = branchOf(services, call);
      await finished(services, call.caller, { name: `delete ${instance}`, instance }, async (running) => await discard(workspace, instance, running)); // prettier-ignore
      return { message: "ok" };
    },
  );
  mergeRoutes(app, services);
}
