import { Hono } from "hono";
import type { Context } from "hono";
import pg from "pg";
import { readEnvironment } from "../common/environment.ts";
import { messageOf, objectOf } from "../common/json.ts";
import { log } from "../common/log.ts";
import { connect, migrate } from "../common/postgres.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { bearer } from "../common/tokens.ts";
import { eventsOf, findEvents, storeEvents, wantedBy } from "./events.ts";
import { migrations, sources } from "./schema.ts";

stopOnSignal();
const publicToken = "LOGFLARE_PUBLIC_ACCESS_TOKEN";
const privateToken = "LOGFLARE_PRIVATE_ACCESS_TOKEN";
const environment = readEnvironment("analytics", (given) =>
  given.text(publicToken) === given.text(privateToken) ? [`${privateToken}: should differ from ${publicToken}`] : [],
);
const schema = environment.text("DB_SCHEMA");
const pool = await connect("analytics", {
  host: environment.text("DB_HOSTNAME"),
  port: environment.whole("DB_PORT"),
  user: environment.text("DB_USERNAME"),
  password: environment.text("DB_PASSWORD"),
  database: environment.text("DB_DATABASE"),
  options: `-c search_path=${schema}`,
});
await migrate("analytics", pool, schema, migrations);
// Logs go to the backend, which is configured apart from the service's own database.
const backend = await connect("analytics", {
  connectionString: environment.text("POSTGRES_BACKEND_URL"),
  options: `-c search_path=${pg.escapeIdentifier(environment.text("POSTGRES_BACKEND_SCHEMA"))}`,
});
for (const name of new Set(Object.values(sources)))
  await backend.query("insert into sources (name) values ($1) on conflict do nothing", [name]);
await backend.query(
  "insert into source_backends (id, config) values (1, $1) on conflict (id) do update set config = excluded.config",
  [{ url: environment.text("POSTGRES_BACKEND_URL"), schema: environment.text("POSTGRES_BACKEND_SCHEMA") }],
);

/** The token of a request, by whichever of the three ways it was sent. */
function tokenOf(context: Context): string | undefined {
  return context.req.header("x-api-key") ?? bearer(context.req.header("authorization")) ?? context.req.query("api_key");
}

function holds(context: Context, ...names: string[]): boolean {
  const token = tokenOf(context);
  return names.some((name) => environment.text(name) === token);
}

async function ingest(context: Context): Promise<Response> {
  if (!holds(context, publicToken, privateToken)) return context.json({ error: "Unauthorized" }, 401);
  const source = context.req.query("source_name") ?? context.req.query("source") ?? "";
  const events = eventsOf(await context.req.json().catch(() => undefined));
  if (events.length === 0) return context.json({ error: "no events" }, 406);
  const stored = await storeEvents(backend, source, events);
  return stored ? context.json({ message: "Logged!" }) : context.json({ error: "Source not found" }, 404);
}

const app = new Hono()
  .get("/health", async (context) => {
    const isUp = await pool.query("select 1").then(
      () => true,
      () => false,
    );
    return context.json({ status: isUp ? "ok" : "coming_up", repo_uptime: isUp }, isUp ? 200 : 503);
  })
  .post("/api/logs", ingest)
  .post("/logs", ingest)
  .on(["GET", "POST"], "/api/endpoints/query/:name", async (context) => {
    if (!holds(context, privateToken)) return context.json({ error: "Unauthorized" }, 401);
    const body = context.req.method === "POST" ? objectOf(await context.req.json().catch(() => undefined)) : {};
    const parameters = {
      ...context.req.query(),
      ...Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)])),
    };
    return context.json({ result: await findEvents(backend, wantedBy(parameters)) });
  });
app.onError((error, context) => {
  log("error", "unhandled", { error: messageOf(error) });
  return context.json({ error: "Internal Server Error" }, 500);
});

serve(app, 4000);
