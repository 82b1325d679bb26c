import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { deleteFunction, deployFunction, deployStaged, filesOfFunction, functionsOf, stageFunction } from "../../operations/functions/deploy"; // prettier-ignore
import type { DeployedFunction, NewFunction } from "../../operations/functions/types";
import type { Services } from "../services";
import { functionFiles } from "./functionFiles";
import { idOf } from "./keys";
import type { Project } from "./project";
import { type App, type Call, parsed, projectRoute } from "./route";
import { finished } from "./working";

export const functionShape = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  status: z.string(),
  version: z.int(),
  created_at: z.int(),
  updated_at: z.int(),
  verify_jwt: z.boolean(),
  import_map: z.boolean(),
  entrypoint_path: z.string(),
  import_map_path: z.string().optional(),
  ezbr_sha256: z.string(),
});

const slugs = z.string().regex(/^(?!main$)[A-Za-z][A-Za-z0-9_-]{0,63}$/, { error: "should be a letter, then letters, digits, _ or -, and not main" }); // prettier-ignore
const path = z.string().min(1).max(400);
const metadata = z.object({
  name: z.string().min(1).max(100).optional(),
  entrypoint_path: path,
  // Empty when there is none.
  import_map_path: z.string().max(400).optional(),
  static_patterns: z.array(z.string().max(400)).max(100).optional(),
  verify_jwt: z.boolean().default(true),
});
const bulk = z
  .array(z.object({ slug: slugs }))
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
    ({ ref, spec }) => functionsOf(workspace, spec).map((each) => answerOf(ref, each)),
  );
  projectRoute(
    app,
    services,
    { method: "put", path: "/projects/{ref}/functions", scope: "operate", summary: "Serve functions that were uploaded with bundleOnly.", takes: bulk, answers: z.object({ functions: z.array(functionShape) }) }, // prettier-ignore
    async ({ ref, spec }, { caller, body }) => {
      const wanted = body.map(({ slug }) => slug);
      const change = { name: `deploy ${spec.name}`, instance: spec.name };
      await finished(services, caller, change, async (running) => await deployStaged(workspace, spec, wanted, running));
      return { functions: functionsOf(workspace, spec).filter(({ slug }) => wanted.includes(slug)).map((each) => answerOf(ref, each)) }; // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/functions/deploy", scope: "operate", summary: "Deploy a function: its files and what it is, as multipart/form-data.", status: 201, answers: functionShape }, // prettier-ignore
    async ({ ref, spec }, call) => {
      const wanted = await uploaded(call);
      if (call.context.req.query("bundleOnly") === "true") return answerOf(ref, stageFunction(workspace, spec, wanted));
      const change = { name: `deploy ${spec.name} ${wanted.slug}`, instance: spec.name };
      const made = await finished(services, call.caller, change, async (running) => await deployFunction(workspace, spec, wanted, running)); // prettier-ignore
      return answerOf(ref, made);
    },
  );
  projectRoute(
    app,
    services,
    { method: "get", path: one, scope: "read", summary: "One function.", answers: functionShape },
    (project, call) => answerOf(project.ref, found(project, call)),
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

const answerOf = (ref: string, made: DeployedFunction): z.output<typeof functionShape> => ({
  id: idOf(`${ref} function ${made.slug}`),
  slug: made.slug,
  name: made.name,
  status: "ACTIVE",
  version: made.version,
  created_at: made.created,
  updated_at: made.updated,
  verify_jwt: made.verifyJwt,
  import_map: made.importMap !== undefined,
  entrypoint_path: addressOf(made.entrypoint),
  ...(made.importMap === undefined ? {} : { import_map_path: addressOf(made.importMap) }),
  ezbr_sha256: made.hash,
});

/** Clients read a path as an address. */
const addressOf = (path: string) => encodeURI(`file:///${path.replace(/^\/+/, "")}`);

async function uploaded({ context }: Call<unknown>): Promise<NewFunction> {
  const form = await context.req.formData().catch(() => {
    throw new HTTPException(400, { message: "The body should be multipart/form-data: parts named file, and one named metadata." }); // prettier-ignore
  });
  const given = form.get("metadata");
  const text = typeof given === "string" ? given : ((await given?.text()) ?? "");
  const { name, entrypoint_path, import_map_path, verify_jwt } = parsed(metadata, jsonOf(text), "metadata");
  const slug = parsed(slugs, context.req.query("slug") ?? name, "slug");
  const parts = form.getAll("file").filter((part) => typeof part !== "string");
  const files = await Promise.all(
    parts.map(async (part) => ({ path: part.name, content: new Uint8Array(await part.arrayBuffer()) })),
  );
  return {
    slug,
    name: name ?? slug,
    entrypoint: entrypoint_path,
    importMap: import_map_path === "" ? undefined : import_map_path,
    verifyJwt: verify_jwt,
    files,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
