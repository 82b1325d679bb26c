import { HTTPException } from "hono/http-exception";
import type { InstanceSpec } from "../../../components/spec";
import { refOf } from "../../../components/config/ref";
import { fleetOf } from "../../operations/fleetFile";
import type { Caller, Services } from "../services";

/** An instance in the words of the Management API. */
export interface Project {
  readonly ref: string;
  readonly spec: InstanceSpec;
}

/** Those that a caller may know of. */
export async function projectsOf({ workspace }: Services, { instances: own }: Caller): Promise<Project[]> {
  const { instances } = await fleetOf(workspace);
  return instances.filter(({ name }) => own?.includes(name) ?? true).map((spec) => ({ ref: refOf(spec.name), spec }));
}

/** @throws HTTPException 404; an instance of somebody else is not to be told from none. */
export async function projectOf(services: Services, caller: Caller, ref: string): Promise<Project> {
  const found = (await projectsOf(services, caller)).find((project) => project.ref === ref);
  if (found === undefined) throw new HTTPException(404, { message: `There is no project "${ref}".` });
  return found;
}
