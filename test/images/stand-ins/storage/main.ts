import { Hono } from "hono";
import { readEnvironment } from "../common/environment.ts";
import { log, refuse } from "../common/log.ts";
import { connect, migrate } from "../common/postgres.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { verifier } from "../common/tokens.ts";
import { bucketRoutes } from "./bucketRoutes.ts";
import type { Storage } from "./context.ts";
import { downloadRoutes } from "./downloadRoutes.ts";
import { fileBlobs } from "./fileBlobs.ts";
import { listRoutes } from "./listRoutes.ts";
import { withNewerNames } from "./newerNames.ts";
import { objectRoutes } from "./objectRoutes.ts";
import { renderRoutes } from "./renderRoutes.ts";
import { resumableRoutes } from "./resumableRoutes.ts";
import { s3Blobs } from "./s3Blobs.ts";
import { migrations } from "./schema.ts";
import { signRoutes } from "./signRoutes.ts";
import { answerError } from "./storageError.ts";

stopOnSignal();
const environment = withNewerNames(readEnvironment("storage"));
const verify = verifier(environment.text("AUTH_JWT_SECRET"), environment.optional("JWT_JWKS"));
for (const name of ["ANON_KEY", "SERVICE_KEY"]) {
  await verify(environment.text(name)).catch(() =>
    refuse("storage", [`${name}: should be signed with AUTH_JWT_SECRET`]),
  );
}
const pool = await connect("storage", { connectionString: environment.text("DATABASE_URL") });
await migrate("storage", pool, "storage", migrations, "migrations_done");
const blobs =
  environment.text("STORAGE_BACKEND") === "s3"
    ? await s3Blobs(environment)
    : await fileBlobs(
        environment.text("FILE_STORAGE_BACKEND_PATH"),
        environment.text("GLOBAL_S3_BUCKET"),
        environment.text("TENANT_ID"),
      );
const storage: Storage = { environment, pool, verify, blobs };

/** Healthy means that the database answers, within less than a probe waits. */
async function isHealthy(): Promise<boolean> {
  const timeout = new Promise<boolean>((resolve) => setTimeout(resolve, 3000, false).unref());
  return Promise.race([
    pool.query("select 1").then(
      () => true,
      () => false,
    ),
    timeout,
  ]);
}

const status = new Hono()
  .get("/status", async (context) => ((await isHealthy()) ? context.body(null, 200) : context.body(null, 503)))
  .get("/version", (context) => context.text("1.74.0"));

// Hono takes the first route that fits, so fixed words come before routes that begin with a bucket.
const app = new Hono()
  .route("/", status)
  .route("/", bucketRoutes(storage))
  .route("/", renderRoutes(storage))
  .route("/", resumableRoutes(storage))
  .route("/", signRoutes(storage))
  .route("/", listRoutes(storage))
  .route("/", downloadRoutes(storage))
  .route("/", objectRoutes(storage));
app.notFound((context) =>
  context.json(
    { statusCode: "404", error: "Not Found", message: `Route ${context.req.method}:${context.req.path} not found` },
    404,
  ),
);
app.onError(answerError);

serve(app, environment.whole("SERVER_PORT", 5000));
serve(new Hono().route("/", status), environment.whole("SERVER_ADMIN_PORT", 5001));
log("info", "storage", { backend: environment.text("STORAGE_BACKEND") });
