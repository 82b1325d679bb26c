import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { InstanceSpec } from "../../../../components/spec";
import { carryOut } from "../../../operations/edit/edit";
import { changing } from "../../../operations/edit/several";
import type { Caller, Services } from "../../services";
import { wait } from "../../../operations/jobs";
import { projectOf } from "../project";
import { type App, projectRoute } from "../route";
import { finished } from "../../working";
import { type Field, changesIn, flagField, listField, numberField } from "./field";

/** A group of settings as one address of the Management API has it, in flat keys. */
interface Group {
  readonly path: string;
  readonly what: string;
  readonly fields: readonly Field[];
  /** Keys that clients want and nobody can set here. */
  readonly fixed: Readonly<Record<string, null | boolean | string>>;
  readonly method: "patch" | "put";
  /** Whether a change answers with what it came to. */
  readonly echoes: boolean;
}

const postgrest: Group = {
  path: "/projects/{ref}/postgrest",
  what: "REST",
  fields: [
    listField("db_schema", ["rest", "schemas"], ({ config }) => config.rest.schemas),
    listField("db_extra_search_path", ["rest", "extraSearchPath"], ({ config }) => config.rest.extraSearchPath),
    numberField("max_rows", ["rest", "maxRows"], ({ config }) => config.rest.maxRows),
  ],
  fixed: { db_pool: null, db_pool_acquisition_timeout: null, db_pool_max_lifetime: null, db_pool_max_idletime: null },
  method: "patch",
  echoes: true,
};

const realtime: Group = {
  path: "/projects/{ref}/config/realtime",
  what: "Realtime",
  fields: [
    numberField("max_concurrent_users", ["realtime", "maxConcurrentUsers"], ({ config }) => config.realtime.maxConcurrentUsers), // prettier-ignore
    numberField("max_events_per_second", ["realtime", "maxEventsPerSecond"], ({ config }) => config.realtime.maxEventsPerSecond), // prettier-ignore
    numberField("max_bytes_per_second", ["realtime", "maxBytesPerSecond"], ({ config }) => config.realtime.maxBytesPerSecond), // prettier-ignore
    numberField("max_channels_per_client", ["realtime", "maxChannelsPerClient"], ({ config }) => config.realtime.maxChannelsPerClient), // prettier-ignore
    numberField("max_joins_per_second", ["realtime", "maxJoinsPerSecond"], ({ config }) => config.realtime.maxJoinsPerSecond), // prettier-ignore
    { ...flagField("suspend", ["services", "realtime"], ({ services }) => services.includes("realtime"), { inverted: true }) }, // prettier-ignore
  ],
  fixed: {
    private_only: null,
    connection_pool: null,
    max_presence_events_per_second: null,
    max_payload_size_in_kb: null,
  },
  method: "patch",
  echoes: false,
};

export const groups = { postgrest, realtime };

/** A group as it is. */
export const groupAnswer = ({ fields, fixed }: Group, spec: InstanceSpec) => ({
  ...fixed,
  ...Object.fromEntries(fields.map(({ key, read }) => [key, read(spec)])),
});

const plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export function groupRoutes(app: App, services: Services): void {
  for (const group of Object.values(groups)) {
    const { path, what, fields, fixed, method, echoes } = group;
    const answers = z.object(Object.fromEntries([...Object.keys(fixed), ...fields.map(({ key }) => key)].map((key) => [key, plain]))); // prettier-ignore
    projectRoute(
      app,
      services,
      { method: "get", path, scope: "read", summary: `Settings of ${what}.`, answers },
      ({ spec }) => groupAnswer(group, spec),
    );
    projectRoute(
      app,
      services,
      { method, path, scope: "operate", summary: `Change settings of ${what}, and apply.`, takes: z.record(z.string(), z.unknown()), answers, ...(echoes ? {} : { status: 204 as const }) }, // prettier-ignore
      async ({ ref, spec }, { context, caller, body }) => {
        const changes = changesIn(body, fields, spec, groupAnswer(group, spec));
        const now = await changed(services, caller, { ref, spec }, what, changes);
        return echoes ? groupAnswer(group, now) : context.body(null, 204);
      },
    );
  }
}

/** Carries changes of settings out. @returns the instance as it is then. */
export async function changed(
  services: Services,
  caller: Caller,
  { ref, spec }: { readonly ref: string; readonly spec: InstanceSpec },
  what: string,
  changes: Parameters<typeof changing>[1],
): Promise<InstanceSpec> {
  if (changes.length === 0) return spec;
  const change = { name: `set ${spec.name} ${what.toLowerCase()}`, instance: spec.name };
  await finished(services, caller, change, async (running) => await carryOut(services.workspace, changing(spec.name, changes), { apply: true, wait }, running)); // prettier-ignore
  return (await projectOf(services, caller, ref)).spec;
}

/** @throws HTTPException 400 for what this server does not do. */
export function cannot(what: string): never {
  throw new HTTPException(400, { message: what });
}
