import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { Services } from "../services";
import { type App, route } from "./route";

/** The one organization that there is: a stack has no other. */
export const organization = { id: "fleet", slug: "fleet", name: "fleet" } as const;

const shape = z.object({ id: z.string(), slug: z.string(), name: z.string() });
const detailed = shape.extend({
  plan: z.string(),
  opt_in_tags: z.array(z.string()),
  allowed_release_channels: z.array(z.string()),
});

export function organizationRoutes(app: App, { workspace }: Services): void {
  const own = { ...organization, name: workspace.stack };
  route(
    app,
    { method: "get", path: "/profile", scope: "read", summary: "Whose token it is.", answers: z.object({ gotrue_id: z.string(), primary_email: z.string(), username: z.string() }) }, // prettier-ignore
    ({ caller }) => ({ gotrue_id: caller.name, primary_email: `${caller.name}@fleet.invalid`, username: caller.name }),
  );
  route(
    app,
    { method: "get", path: "/organizations", scope: "read", summary: "The stack, as an organization.", answers: z.array(shape) }, // prettier-ignore
    () => [own],
  );
  route(
    app,
    { method: "get", path: "/organizations/{slug}", scope: "read", summary: "The stack, as an organization.", answers: detailed }, // prettier-ignore
    ({ context }) => {
      mustBeOurs(context.req.param("slug"));
      // With the plan "free" no client asks what a project costs.
      return { ...own, plan: "free", opt_in_tags: [], allowed_release_channels: ["ga"] };
    },
  );
  route(
    app,
    { method: "get", path: "/organizations/{slug}/members", scope: "read", summary: "Nobody: tokens have no members.", answers: z.array(z.object({})) }, // prettier-ignore
    ({ context }) => {
      mustBeOurs(context.req.param("slug"));
      return [];
    },
  );
  route(
    app,
    { method: "get", path: "/organizations/{slug}/entitlements", scope: "read", summary: "None is needed.", answers: z.object({ entitlements: z.array(z.object({})) }) }, // prettier-ignore
    ({ context }) => {
      mustBeOurs(context.req.param("slug"));
      return { entitlements: [] };
    },
  );
}

/** @throws HTTPException 404 for any other organization. */
export function mustBeOurs(slug: string | undefined): void {
  if (slug === organization.slug) return;
  throw new HTTPException(404, {
    message: `There is no organization "${slug ?? ""}". There is: ${organization.slug}.`,
  });
}
