import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { InstanceSpec } from "../../../../components/spec";
import { type Change, changing } from "../../../operations/edit/several";
import { carryOut } from "../../../operations/edit/edit";
import { forgetGiven, given } from "../../../operations/environment/given";
import type { Workspace } from "../../../operations/workspace";
import type { Services } from "../../services";
import { wait } from "../../../operations/jobs";
import { projectOf } from "../project";
import { type App, projectRoute } from "../route";
import { finished } from "../../working";
import { authFields, authSecrets } from "./authFields";
import { authFlags, authKeys, authNumbers } from "./authKeys";
import { changesIn } from "./field";

const plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const authShape = z.object({
  ...Object.fromEntries(authKeys.map((key) => [key, plain])),
  ...Object.fromEntries(Object.keys(authNumbers).map((key) => [key, z.number()])),
  ...Object.fromEntries(Object.keys(authFlags).map((key) => [key, z.boolean()])),
});

/** All of Auth's settings in the vendor's words; what cannot be set here is null. */
export const authAnswer = (spec: InstanceSpec): Record<string, string | number | boolean | null> => ({
  ...Object.fromEntries(authKeys.map((key) => [key, null])),
  ...authNumbers,
  ...authFlags,
  ...Object.fromEntries(authFields.map(({ key, read }) => [key, read(spec)])),
});

export function authRoutes(app: App, services: Services): void {
  const path = "/projects/{ref}/config/auth";
  projectRoute(
    app,
    services,
    { method: "get", path, scope: "read", summary: "Settings of Auth.", answers: authShape },
    ({ spec }) => authAnswer(spec),
  );
  projectRoute(
    app,
    services,
    { method: "patch", path, scope: "operate", summary: "Change settings of Auth, and apply.", takes: z.record(z.string(), z.unknown()), answers: authShape }, // prettier-ignore
    async ({ ref, spec }, { caller, body }) => {
      const { secrets, rest } = apart(body);
      const changes = changesIn(rest, authFields, spec, authAnswer(spec));
      const change = { name: `set ${spec.name} auth`, instance: spec.name };
      await finished(services, caller, change, async (running) =>
        withSecrets(services.workspace, spec.name, secrets, async (more) => {
          if (changes.length + more.length > 0) await carryOut(services.workspace, changing(spec.name, [...changes, ...more]), { apply: true, wait }, running); // prettier-ignore
        }),
      );
      return authAnswer((await projectOf(services, caller, ref)).spec);
    },
  );
}

type Secrets = readonly { readonly key: string; readonly text: string }[];

function apart(body: Readonly<Record<string, unknown>>): { secrets: Secrets; rest: Record<string, unknown> } {
  const isSecret = ([key]: readonly [string, unknown]) => Object.hasOwn(authSecrets, key);
  const secrets = Object.entries(body)
    .filter(isSecret)
    // An empty one is what a client sends that has none.
    .filter(([, value]) => value !== null && value !== "")
    .map(([key, text]) => {
      if (typeof text === "string" && text.length <= 10_000 && !text.includes("\0")) return { key, text };
      throw new HTTPException(400, { message: `${key}: should be text of 10000 characters at most` });
    });
  return { secrets, rest: Object.fromEntries(Object.entries(body).filter((entry) => !isSecret(entry))) };
}

/** Keeps secrets beside the stack file while work writes their settings; what it did not come to is forgotten. */
async function withSecrets(
  workspace: Workspace,
  name: string,
  secrets: Secrets,
  work: (changes: Change[]) => Promise<void>,
): Promise<void> {
  try {
    await work(await Promise.all(secrets.map(async ({ key, text }) => ({ path: authSecrets[key] ?? [], value: await given(workspace, name, key, text) })))); // prettier-ignore
  } finally {
    forgetGiven(workspace, name);
  }
}
