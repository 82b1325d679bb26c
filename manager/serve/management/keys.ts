import { createHash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { type KeyName, keys } from "../../operations/keys";
import type { Services } from "../services";
import type { Project } from "./project";
import { type App, type Call, mustHave, projectRoute } from "./route";

export const keyShape = z.object({
  name: z.string(),
  api_key: z.string().nullable(),
  id: z.string().nullable(),
  type: z.string().nullable(),
  prefix: z.string().nullable(),
  description: z.string().nullable(),
  hash: z.string().nullable(),
  secret_jwt_template: z.object({ role: z.string() }).nullable(),
  inserted_at: z.string().nullable(),
  updated_at: z.string().nullable(),
});
type KeyAnswer = z.output<typeof keyShape>;

/** The keys that clients know, by the names that they look for. */
const told = {
  anonKey: { name: "anon", type: "legacy", role: undefined },
  serviceRoleKey: { name: "service_role", type: "legacy", role: undefined },
  publishableKey: { name: "default", type: "publishable", role: undefined },
  secretKey: { name: "default", type: "secret", role: "service_role" },
} as const satisfies Partial<Record<KeyName, object>>;

/** What a masked key begins with, by its type. */
const masks = { legacy: "", publishable: "sb_publishable_", secret: "sb_secret_" } as const;

const toldNames = Object.keys(told) as (keyof typeof told)[]; // Object.keys widens to string

export function keyRoutes(app: App, services: Services): void {
  const all = async ({ ref, spec }: Project, reveal: boolean): Promise<KeyAnswer[]> => {
    const known = await keys(services.workspace, spec.name, { reveal });
    return toldNames.map((own) => {
      const { name, type, role } = told[own];
      const value = known.keys.find((key) => key.name === own)?.value;
      return {
        name,
        api_key: value ?? (type === "legacy" ? null : `${masks[type]}······`),
        id: idOfKey(ref, own),
        type,
        prefix: type === "legacy" ? null : masks[type],
        description: null,
        hash: null,
        secret_jwt_template: role === undefined ? null : { role },
        inserted_at: null,
        updated_at: null,
      };
    });
  };
  const revealing = async (call: Call<undefined>): Promise<boolean> => {
    const reveal = call.context.req.query("reveal") === "true";
    if (reveal) await mustHave("admin", call);
    return reveal;
  };
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/api-keys", scope: "read", summary: "API keys; with reveal=true the secret ones in plain text.", answers: z.array(keyShape) }, // prettier-ignore
    async (project, call) => await all(project, await revealing(call)),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/api-keys/legacy", scope: "read", summary: "Whether keys of the older form count: always.", answers: z.object({ enabled: z.boolean() }) }, // prettier-ignore
    () => ({ enabled: true }),
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/api-keys/{id}", scope: "read", summary: "One API key.", answers: keyShape },
    async (project, call) => {
      const wanted = call.context.req.param("id");
      const isKnown = toldNames.some((own) => idOfKey(project.ref, own) === wanted);
      const found = isKnown ? (await all(project, await revealing(call))).find(({ id }) => id === wanted) : undefined;
      if (found === undefined) throw new HTTPException(404, { message: `There is no API key "${wanted ?? ""}".` });
      return found;
    },
  );
}

function idOfKey(ref: string, own: keyof typeof told): string {
  const { name, type } = told[own];
  return type === "legacy" ? name : idOf(`${ref} ${type}`);
}

/** A UUID that stays the same, from a text. */
export function idOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
