import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { deleteFunction, deployFunction, deployStaged, filesOfFunction, functionsOf, stageFunction } from "../../operations/functions/deploy"; // prettier-ignore
import type { DeployedFunction } from "../../operations/functions/types";
import type { Services } from "../services";
import { functionAnswer, functionShape } from "./functionAnswers";
import { functionFiles } from "./functionFiles";
import { slugShape, uploaded } from "./functionForm";
import type { Project } from "./project";
import { type App, type Call, projectRoute } from "./route";
import { finished } from "../working";

const bulk = z
  .array(z.object({ slug: slugShape }))
  .min(1)
  .max(100);

/** Edge Functions: their code comes through this API, and lies beside the stack file. */
export function functionRoutes(app: App, services: Services): void {
  const { workspace } = services;
  const one = "/projects/{ref}/functions/{slug}";
  const found = (project: Project, { context }: Pick<Call<unknown>, "context">): DeployedFunction => {
    const slug = context.req.param("slug") ?? "";
    const own = functionsOf(workspace, project.spec).find((each) => each.slug === slug);
    if (own === undefined) throw new HTTPException(404, { message: `There is no function "${slug}".` });
    return own;
  };
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/functions", scope: "read", summary: "Its functions.", answers: z.array(functionShape) }, // prettier-ignore
    ({ ref, spec }) => functionsOf(workspace, spec).map((each) => functionAnswer(ref, each)),
  );
  projectRoute(
    app,
    services,
    { method: "put", path: "/projects/{ref}/functions", scope: "operate", summary: "Serve functions that were uploaded with bundleOnly.", takes: bulk, answers: z.object({ functions: z.array(functionShape) }) }, // prettier-ignore
    async ({ ref, spec }, { caller, body }) => {
      const wanted = body.map(({ slug }) => slug);
      const change = { name: `deploy ${spec.name}`, instance: spec.name };
      await finished(services, caller, change, async (running) => await deployStaged(workspace, spec, wanted, running));
      return { functions: functionsOf(workspace, spec).filter(({ slug }) => wanted.includes(slug)).map((each) => functionAnswer(ref, each)) }; // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/functions/deploy", scope: "operate", summary: "Deploy a function: its files and what it is, as multipart/form-data.", status: 201, answers: functionShape }, // prettier-ignore
    async ({ ref, spec }, call) => {
      const wanted = await uploaded(call);
      if (call.context.req.query("bundleOnly") === "true")
        return functionAnswer(ref, stageFunction(workspace, spec, wanted));
      const change = { name: `deploy ${spec.name} ${wanted.slug}`, instance: spec.name };
      const made = await finished(services, call.caller, change, async (running) => await deployFunction(workspace, spec, wanted, running)); // prettier-ignore
      return functionAnswer(ref, made);
    },
  );
  projectRoute(
    app,
    services,
    { method: "get", path: one, scope: "read", summary: "One function.", answers: functionShape },
    (project, call) => functionAnswer(project.ref, found(project, call)),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: `${one}/body`, scope: "read", summary: "Its files, as multipart/form-data." },
    (project, call) => {
      const own = found(project, call);
      return functionFiles(own, filesOfFunction(workspace, project.spec, own.slug));
    },
  );
  projectRoute(
    app,
    services,
    { method: "delete", path: one, scope: "operate", summary: "Take a function away." },
    async (project, call) => {
      const { spec } = project;
      const { slug } = found(project, call);
      const change = { name: `undeploy ${spec.name} ${slug}`, instance: spec.name };
      await finished(services, call.caller, change, async (running) => await deleteFunction(workspace, spec, slug, running)); // prettier-ignore
    },
  );
}
