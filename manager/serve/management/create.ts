import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { refOf } from "../../../components/config/ref";
import { apply } from "../../operations/apply";
import { creation } from "../../operations/edit/create";
import { carryOut } from "../../operations/edit/edit";
import { withPassword } from "../../operations/environment/databasePassword";
import { fleetOf } from "../../operations/fleetFile";
import type { Services } from "../services";
import { wait } from "../../operations/jobs";
import { mustBeOurs } from "./organizations";
import { password } from "./password";
import { newProjectAnswer, written } from "./projects";
import { type App, route } from "./route";
import { begin, finished } from "../working";

const name = z.string().regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: "should start with a letter, then letters a-z, digits or hyphens, at most 40",
});

const newProject = z.object({
  name,
  organization_slug: z.string().optional(),
  organization_id: z.string().optional(),
  db_pass: password.optional(),
  region: z.string().max(100).optional(),
  region_selection: z.object({ type: z.string(), code: z.string().max(100) }).optional(),
  desired_instance_size: z.string().max(40).optional(),
});

/** The vendor's sizes that are like ours; the others are larger. */
const sizes: Readonly<Record<string, string>> = {
  pico: "small",
  nano: "small",
  micro: "small",
  small: "small",
  medium: "medium",
};

export function createRoutes(app: App, services: Services): void {
  const { workspace } = services;
  route(
    app,
    { method: "post", path: "/projects", scope: "operate", summary: "Create a project; its state tells how it goes.", status: 201, takes: newProject, answers: newProjectAnswer }, // prettier-ignore
    async ({ body, caller }) => {
      mustBeOurs(body.organization_slug ?? body.organization_id);
      if (caller.instances !== undefined && !caller.instances.includes(body.name))
        throw new HTTPException(403, { message: "This token is good for other projects alone." });
      const host = await hostFor(services, body.region_selection?.code ?? body.region);
      const wanted = body.desired_instance_size;
      const size = wanted === undefined ? undefined : (sizes[wanted] ?? "large");
      const edit = creation({ name: body.name, host, size, settings: [] });
      const change = { name: `create ${body.name}`, instance: body.name };
      const { plan } = await finished(services, caller, change, async (running) =>
        withPassword(
          workspace,
          edit,
          body.db_pass,
          async (all) => await carryOut(workspace, all, { apply: false, wait }, running),
        ),
      );
      begin(
        services,
        caller,
        change,
        async (running) => await apply(workspace, { job: edit.job, plan, wait }, running),
      );
      return await written(services, refOf(body.name));
    },
  );
}

/** Where it goes: a region is the name of a host here. With one host there is nothing to choose, whatever region a client made up. */
async function hostFor({ workspace }: Services, region: string | undefined): Promise<string | undefined> {
  const names = (await fleetOf(workspace)).hosts.map((host) => host.name);
  if (names.length < 2) return undefined;
  if (region !== undefined && names.includes(region)) return region;
  throw new HTTPException(400, { message: `Which host? The region should be one of: ${names.join(", ")}.` });
}
