import { z } from "@hono/zod-openapi";
import { fleetOf } from "../../operations/fleetFile";
import type { Services } from "../services";
import { type App, projectRoute, route } from "./route";

const nothing = z.array(z.object({}));

/** What clients ask and a fleet has nothing of: empty lists, and switches that are off. */
export function stubRoutes(app: App, services: Services): void {
  const empty = (path: string, key: string) =>
    projectRoute(
      app,
      services,
      { method: "get", path: `/projects/{ref}/${path}`, scope: "read", summary: "Nothing: there is none here.", answers: z.object({ [key]: nothing }) }, // prettier-ignore
      () => ({ [key]: [] }),
    );
  empty("config/auth/sso/providers", "items");
  const bare = (path: string) =>
    projectRoute(
      app,
      services,
      { method: "get", path: `/projects/{ref}/${path}`, scope: "read", summary: "Nothing: there is none here.", answers: nothing }, // prettier-ignore
      () => [],
    );
  bare("config/auth/third-party-auth");
  bare("actions");
  route(
    app,
    { method: "get", path: "/snippets", scope: "read", summary: "Nothing: Studio keeps its own.", answers: z.object({ data: nothing }) }, // prettier-ignore
    () => ({ data: [] }),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/billing/addons", scope: "read", summary: "Nothing costs anything.", answers: z.object({ selected_addons: nothing, available_addons: nothing }) }, // prettier-ignore
    () => ({ selected_addons: [], available_addons: [] }),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/vanity-subdomain", scope: "read", summary: "Not used.", answers: z.object({ status: z.string() }) }, // prettier-ignore
    () => ({ status: "not-used" }),
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/network-bans/retrieve", scope: "read", summary: "Nobody is banned.", status: 201, answers: z.object({ banned_ipv4_addresses: z.array(z.string()) }) }, // prettier-ignore
    () => ({ banned_ipv4_addresses: [] }),
  );
  projectRoute(
    app,
    services,
    { method: "delete", path: "/projects/{ref}/network-bans", scope: "operate", summary: "Nobody is banned.", takes: z.object({ ipv4_addresses: z.array(z.ipv4()).max(1000).optional() }) }, // prettier-ignore
    () => undefined,
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/readonly", scope: "read", summary: "It takes writes.", answers: z.object({ enabled: z.boolean(), override_enabled: z.boolean(), override_active_until: z.string() }) }, // prettier-ignore
    () => ({ enabled: false, override_enabled: false, override_active_until: "" }),
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
