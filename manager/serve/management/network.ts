import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { InstanceSpec } from "../../../components/spec";
import type { Services } from "../services";
import { cannot, changed } from "./config/api";
import { idOf } from "./keys";
import { type App, projectRoute } from "./route";

const restrictions = z.object({
  entitlement: z.string(),
  config: z.object({ dbAllowedCidrs: z.array(z.string()), dbAllowedCidrsV6: z.array(z.string()) }),
  status: z.string(),
});
const everybody = ["0.0.0.0/0", "::/0"];
const open = { entitlement: "disallowed", config: { dbAllowedCidrs: ["0.0.0.0/0"], dbAllowedCidrsV6: ["::/0"] }, status: "applied" }; // prettier-ignore
const cidrs = z.array(z.string().max(60)).max(100);
const ssl = z.object({ currentConfig: z.object({ database: z.boolean() }), appliedSuccessfully: z.boolean() });

const hostname = z
  .string()
  .regex(/^(?=.{4,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/, { error: "should be a host name in lower case, such as api.example.com" }); // prettier-ignore

export const hostnameShape = z.object({
  status: z.string(),
  custom_hostname: z.string(),
  data: z.object({
    success: z.boolean(),
    errors: z.array(z.string()),
    messages: z.array(z.string()),
    result: z.object({
      id: z.string(),
      hostname: z.string(),
      ssl: z.object({ status: z.string(), validation_records: z.array(z.object({})) }),
      ownership_verification: z.object({ type: z.string(), name: z.string(), value: z.string() }),
      custom_origin_server: z.string(),
      status: z.string(),
    }),
  }),
});

/** Who reaches a project, and by which name. */
export function networkRoutes(app: App, services: Services): void {
  const path = (rest: string) => `/projects/{ref}/${rest}`;
  projectRoute(
    app,
    services,
    { method: "get", path: path("network-restrictions"), scope: "read", summary: "None: a firewall on the host does that.", answers: restrictions }, // prettier-ignore
    () => open,
  );
  for (const [method, rest] of [
    ["post", "network-restrictions/apply"],
    ["patch", "network-restrictions"],
  ] as const)
    // prettier-ignore
    projectRoute(
      app,
      services,
      { method, path: path(rest), scope: "operate", summary: "Only what is so already.", takes: z.object({ dbAllowedCidrs: cidrs, dbAllowedCidrsV6: cidrs, add: z.object({ dbAllowedCidrs: cidrs, dbAllowedCidrsV6: cidrs }).partial().optional() }).partial(), answers: restrictions, status: method === "post" ? 201 : 200 },
      ({ spec }, { body }) => {
        const lists = [body, body.add ?? {}].flatMap(({ dbAllowedCidrs: v4, dbAllowedCidrsV6: v6 }) => [v4, v6]);
        const given = lists.flatMap((list) => (list === undefined ? [] : [list]));
        if (given.length > 0 && given.every((list) => list.length === 1 && everybody.includes(list[0] ?? ""))) return open;
        return cannot(`Who reaches the database of ${spec.name} is a matter of its host's firewall, and of ports.database, which publishes it on 127.0.0.1 alone unless an address is written.`); // prettier-ignore
      },
    );
  projectRoute(
    app,
    services,
    { method: "get", path: path("ssl-enforcement"), scope: "read", summary: "Off: Postgres itself has no certificate.", answers: ssl }, // prettier-ignore
    () => ({ currentConfig: { database: false }, appliedSuccessfully: true }),
  );
  projectRoute(
    app,
    services,
    { method: "put", path: path("ssl-enforcement"), scope: "operate", summary: "Only what is so already.", takes: z.object({ requestedConfig: z.object({ database: z.boolean() }) }), answers: ssl }, // prettier-ignore
    ({ spec }, { body }) => {
      if (body.requestedConfig.database)
        cannot(`Postgres of ${spec.name} speaks no TLS: reach it through SSH or a VPN.`);
      return { currentConfig: { database: false }, appliedSuccessfully: true };
    },
  );
  hostnameRoutes(app, services, path("custom-hostname"));
}

/** Custom host names: the first of `customDomains`. Caddy gets the certificate by itself. */
function hostnameRoutes(app: App, services: Services, path: string): void {
  const mustHave = (spec: InstanceSpec): string => {
    const [first] = spec.config.customDomains;
    if (first === undefined) throw new HTTPException(404, { message: `${spec.name} has no custom host name.` });
    return first;
  };
  projectRoute(
    app,
    services,
    { method: "get", path, scope: "read", summary: "Its custom host name.", answers: hostnameShape },
    ({ ref, spec }) => answerOf(ref, spec, mustHave(spec)),
  );
  projectRoute(
    app,
    services,
    { method: "post", path: `${path}/initialize`, scope: "operate", summary: "Add a custom host name, and apply.", status: 201, takes: z.object({ custom_hostname: hostname }), answers: hostnameShape }, // prettier-ignore
    async (project, { caller, body: { custom_hostname: wanted } }) => {
      const { customDomains } = project.spec.config;
      const domains = [wanted, ...customDomains.filter((each) => each !== wanted)];
      const spec = await changed(services, caller, project, "custom domain", [
        { path: ["customDomains"], value: domains },
      ]);
      return answerOf(project.ref, spec, wanted);
    },
  );
  for (const action of ["activate", "reverify"] as const)
    projectRoute(
      app,
      services,
      { method: "post", path: `${path}/${action}`, scope: "operate", summary: "Nothing is left to do: it counts from the apply on.", status: 201, answers: hostnameShape }, // prettier-ignore
      ({ ref, spec }) => answerOf(ref, spec, mustHave(spec)),
    );
  projectRoute(
    app,
    services,
    { method: "delete", path, scope: "operate", summary: "Take its custom host names away, and apply." },
    async (project, { caller }) => {
      mustHave(project.spec);
      await changed(services, caller, project, "custom domain", [{ path: ["customDomains"], value: [] }]);
    },
  );
}

function answerOf(ref: string, spec: InstanceSpec, name: string): z.output<typeof hostnameShape> {
  const origin = `${spec.subdomain}.${spec.domain}`;
  return {
    status: "5_services_reconfigured",
    custom_hostname: name,
    data: {
      success: true,
      errors: [],
      messages: [],
      result: {
        id: idOf(`${ref} ${name}`),
        hostname: name,
        ssl: { status: "active", validation_records: [] },
        ownership_verification: { type: "cname", name, value: origin },
        custom_origin_server: origin,
        status: "active",
      },
    },
  };
}
