import { z } from "@hono/zod-openapi";
import {
  functionSecrets,
  giveFunctionSecrets,
  takeFunctionSecrets,
} from "../../operations/environment/functionSecrets";
import type { Services } from "../services";
import { type App, projectRoute } from "./route";
import { finished } from "../working";

const name = z.string().regex(/^(?!SUPABASE_)[A-Za-z_][A-Za-z0-9_]{0,255}$/, {
  error: "should be letters, digits and _, no digit first, and not begin with SUPABASE_",
});

/** Linux takes no longer variable. */
const value = z
  .string()
  .min(1, { error: "is empty" })
  .max(100_000, { error: "is longer than 100000 characters" })
  .refine((text) => !text.includes("\0"), { error: "holds a NUL character" });

const answer = z.array(z.object({ name: z.string(), value: z.string() }));

/** Variables of all functions of a project. */
export function secretRoutes(app: App, services: Services): void {
  const { workspace } = services;
  const path = "/projects/{ref}/secrets";
  projectRoute(
    app,
    services,
    // A short secret can be guessed from its hash.
    { method: "get", path, scope: "operate", summary: "Variables of its functions, each with the SHA-256 of its value.", answers: answer }, // prettier-ignore
    async ({ spec }) => {
      const known = await functionSecrets(workspace, spec.name);
      return known.map(({ name: own, hash }) => ({ name: own, value: hash }));
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path, scope: "operate", summary: "Give its functions variables.", status: 201, takes: z.array(z.object({ name, value })).min(1).max(100) }, // prettier-ignore
    async ({ spec }, { caller, body }) => {
      const given = Object.fromEntries(body.map((each) => [each.name, each.value]));
      const change = { name: `set ${spec.name} functions.env`, instance: spec.name };
      await finished(services, caller, change, async (running) => await giveFunctionSecrets(workspace, spec.name, given, running)); // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    { method: "delete", path, scope: "operate", summary: "Take variables from its functions.", takes: z.array(z.string().max(256)).min(1).max(100) }, // prettier-ignore
    async ({ spec }, { caller, body }) => {
      const change = { name: `unset ${spec.name} functions.env`, instance: spec.name };
      await finished(services, caller, change, async (running) => await takeFunctionSecrets(workspace, spec.name, body, running)); // prettier-ignore
    },
  );
}
