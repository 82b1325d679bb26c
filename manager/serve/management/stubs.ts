import { z } from "@hono/zod-openapi";
import { fleetOf } from "../../operations/fleetFile";
import type { Services } from "../services";
import { databaseVersion } from "./database";
import { type App, projectRoute, route } from "./route";

const nothing = z.array(z.object({}));

const eligibility = z.object({
  eligible: z.boolean(),
  current_app_version: z.string(),
  current_app_version_release_channel: z.string(),
  latest_app_version: z.string(),
  target_upgrade_versions: nothing,
  duration_estimate_hours: z.number(),
  legacy_auth_custom_roles: nothing,
  objects_to_be_dropped: nothing,
  unsupported_extensions: nothing,
  user_defined_objects_in_internal_schemas: nothing,
  validation_errors: nothing,
  warnings: nothing,
});

/** What clients ask and a fleet has nothing of: empty lists, and switches that are off. */
export function stubRoutes(app: App, services: Services): void {
  const off = <T>(path: string, summary: string, answers: z.ZodType<T>, told: T, method: "get" | "post" = "get") => {
    const status = method === "get" ? 200 : 201;
    projectRoute(app, services, { method, path: `/projects/{ref}/${path}`, scope: "read", summary, status, answers }, () => told); // prettier-ignore
  };
  const none = "Nothing: there is none here.";
  off("config/auth/sso/providers", none, z.object({ items: nothing }), { items: [] });
  off("config/auth/third-party-auth", none, nothing, []);
  off("actions", none, nothing, []);
  off("billing/addons", "Nothing costs anything.", z.object({ selected_addons: nothing, available_addons: nothing }), { selected_addons: [], available_addons: [] }); // prettier-ignore
  off("vanity-subdomain", "Not used.", z.object({ status: z.string() }), { status: "not-used" });
  off("network-bans/retrieve", "Nobody is banned.", z.object({ banned_ipv4_addresses: nothing }), { banned_ipv4_addresses: [] }, "post"); // prettier-ignore
  off("readonly", "It takes writes.", z.object({ enabled: z.boolean(), override_enabled: z.boolean(), override_active_until: z.string() }), { enabled: false, override_enabled: false, override_active_until: "" }); // prettier-ignore
  off("jit-access", "Not here: a login for five minutes is.", z.object({ state: z.string(), unavailableReason: z.string() }), { state: "unavailable", unavailableReason: "platform_unsupported" }); // prettier-ignore
  off("database/jit", none, z.object({ user_roles: nothing }), { user_roles: [] });
  off("database/jit/list", none, z.object({ items: nothing }), { items: [] });
  off("upgrade/status", "None from here: fleet upgrade does that.", z.object({ databaseUpgradeStatus: z.null() }), { databaseUpgradeStatus: null }); // prettier-ignore
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/upgrade/eligibility", scope: "read", summary: "Not from here: fleet upgrade does that.", answers: eligibility }, // prettier-ignore
    ({ spec }) => ({
      eligible: false,
      current_app_version: databaseVersion(spec),
      current_app_version_release_channel: "ga",
      latest_app_version: databaseVersion(spec),
      target_upgrade_versions: [],
      duration_estimate_hours: 0,
      legacy_auth_custom_roles: [],
      objects_to_be_dropped: [],
      unsupported_extensions: [],
      user_defined_objects_in_internal_schemas: [],
      validation_errors: [],
      warnings: [],
    }),
  );
  route(
    app,
    { method: "get", path: "/snippets", scope: "read", summary: "Nothing: Studio keeps its own.", answers: z.object({ data: nothing }) }, // prettier-ignore
    () => ({ data: [] }),
  );
  projectRoute(
    app,
    services,
    { method: "delete", path: "/projects/{ref}/network-bans", scope: "operate", summary: "Nobody is banned.", takes: z.object({ ipv4_addresses: z.array(z.ipv4()).max(1000).optional() }) }, // prettier-ignore
    () => undefined,
  );
  const region = z.object({ name: z.string(), code: z.string(), type: z.string() });
  const regions = z.object({ smartGroup: z.array(region), specific: z.array(region) });
  route(
    app,
    { method: "get", path: "/projects/available-regions", scope: "read", summary: "The fleet's hosts.", answers: z.object({ recommendations: regions, all: regions }) }, // prettier-ignore
    async () => {
      const { hosts } = await fleetOf(services.workspace);
      const specific = hosts.map(({ name }) => ({ name, code: name, type: "specific" }));
      const all = { smartGroup: [], specific };
      return { recommendations: all, all };
    },
  );
}
