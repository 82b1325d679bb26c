import { readdir } from "node:fs/promises";
import { Hono } from "hono";
import type { Context } from "hono";
import { html } from "hono/html";
import { readEnvironment } from "../common/environment.ts";
import { messageOf } from "../common/json.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { verifier } from "../common/tokens.ts";
import { refuse } from "../common/log.ts";
import { connectionHeader } from "./metaConnection.ts";

stopOnSignal();
const environment = readEnvironment("studio");
const verify = verifier(environment.text("AUTH_JWT_SECRET"));
for (const name of ["SUPABASE_ANON_KEY", "SUPABASE_SERVICE_KEY"]) {
  await verify(environment.text(name)).catch(() =>
    refuse("studio", [`${name}: should be signed with AUTH_JWT_SECRET`]),
  );
}

const meta = environment.text("STUDIO_PG_META_URL");
const connection = {
  user: environment.text("POSTGRES_USER_READ_WRITE"),
  password: environment.text("POSTGRES_PASSWORD"),
  host: environment.text("POSTGRES_HOST"),
  port: environment.text("POSTGRES_PORT"),
  database: environment.text("POSTGRES_DB"),
};

const app = new Hono()
  .get("/api/platform/profile", (context) =>
    context.json({ id: 1, primary_email: "admin@example.com", username: "admin", organizations: [organization()] }),
  )
  .get("/api/platform/organizations", (context) => context.json([organization()]))
  .get("/api/platform/projects", (context) => context.json([project()]))
  .get("/api/platform/projects/default", (context) => context.json(project()))
  .get("/api/v1/projects/default/api-keys", (context) =>
    context.json(
      ["anon", "service_role"].map((name) => ({
        name,
        api_key: environment.text(name === "anon" ? "SUPABASE_ANON_KEY" : "SUPABASE_SERVICE_KEY"),
      })),
    ),
  )
  .get("/api/tables", (context) => throughMeta(context, "/tables"))
  .get("/api/platform/pg-meta/default/:resource", (context) =>
    throughMeta(context, `/${context.req.param("resource")}`),
  )
  .post("/api/platform/pg-meta/default/query", (context) => throughMeta(context, "/query"))
  .get("/api/functions", async (context) => context.json(await listed("EDGE_FUNCTIONS_MANAGEMENT_FOLDER", true)))
  .get("/api/snippets", async (context) => context.json(await listed("SNIPPETS_MANAGEMENT_FOLDER", false)))
  .get("/api/logs", readLogs)
  .get("/", (context) => {
    const [name, owner] = [environment.text("DEFAULT_PROJECT_NAME"), environment.text("DEFAULT_ORGANIZATION_NAME")];
    return context.html(
      html`<!doctype html>
        <html lang="en">
          <title>${name} | ${owner} | Supabase</title>
          <h1>${name}</h1>
          <p>${owner}</p>
        </html>`,
    );
  });

function organization() {
  return {
    id: 1,
    name: environment.text("DEFAULT_ORGANIZATION_NAME"),
    slug: "default-org-slug",
    billing_email: "admin@example.com",
  };
}

function project() {
  return {
    id: 1,
    ref: "default",
    name: environment.text("DEFAULT_PROJECT_NAME"),
    organization_id: 1,
    status: "ACTIVE_HEALTHY",
    restUrl: `${environment.text("SUPABASE_PUBLIC_URL")}/rest/v1/`,
  };
}

/** Hands a request to postgres-meta; it only succeeds when both hold the same key and the password is right. */
async function throughMeta(context: Context, path: string): Promise<Response> {
  const { method } = context.req;
  const headers = {
    "content-type": "application/json",
    ...connectionHeader(connection, environment.text("PG_META_CRYPTO_KEY")),
  };
  try {
    const response = await fetch(`${meta}${path}`, {
      method,
      headers,
      ...(method === "GET" ? {} : { body: await context.req.text() }),
      signal: AbortSignal.timeout(15_000),
    });
    return new Response(response.body, { status: response.status, headers: { "content-type": "application/json" } });
  } catch (error) {
    return context.json({ message: `postgres-meta: ${messageOf(error)}` }, 502);
  }
}

/** Names in one of the two mounted folders; a folder that is not mounted is an error, as it would be upstream. */
async function listed(variable: string, folders: boolean): Promise<string[]> {
  const entries = await readdir(environment.text(variable), { withFileTypes: true });
  return entries
    .filter((entry) => (folders ? entry.isDirectory() : entry.isFile()))
    .map(({ name }) => name)
    .sort();
}

/** The log pages: closed until the feature is on, then a query against Logflare with the private token. */
async function readLogs(context: Context): Promise<Response> {
  if (!environment.flag("ENABLED_FEATURES_LOGS_ALL")) return context.json({ message: "Logs are not enabled" }, 404);
  const query = new URLSearchParams({ project: "default", ...context.req.query() });
  const headers = { "x-api-key": environment.text("LOGFLARE_PRIVATE_ACCESS_TOKEN") };
  const response = await fetch(`${environment.text("LOGFLARE_URL")}/api/endpoints/query/logs.all?${query}`, {
    headers,
    signal: AbortSignal.timeout(15_000),
  });
  return new Response(response.body, { status: response.status, headers: { "content-type": "application/json" } });
}

app.onError((error, context) => context.json({ message: messageOf(error) }, 500));
serve(app, environment.whole("PORT", 3000), environment.text("HOSTNAME"));
