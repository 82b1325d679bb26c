import { Hono } from "hono";
import { readEnvironment } from "../common/environment.ts";
import { messageOf } from "../common/json.ts";
import { log } from "../common/log.ts";
import { connect, migrate } from "../common/postgres.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { verifier } from "../common/tokens.ts";
import { AuthError, errorBody, newErrors } from "./authError.ts";
import type { Auth } from "./context.ts";
import { discoveryRoutes } from "./discoveryRoutes.ts";
import { externalRoutes } from "./externalRoutes.ts";
import { mailRoutes } from "./mailRoutes.ts";
import { mailer } from "./mails.ts";
import { migrations } from "./schema.ts";
import { readSettings } from "./settings.ts";
import { signer } from "./signing.ts";
import { signupRoutes } from "./signupRoutes.ts";
import { tokenRoutes } from "./tokenRoutes.ts";
import { userRoutes } from "./userRoutes.ts";
import { verifyRoutes } from "./verifyRoutes.ts";

stopOnSignal();
const environment = readEnvironment("auth");
const settings = readSettings(environment);
const pool = await connect("auth", { connectionString: environment.text("GOTRUE_DB_DATABASE_URL") });
await migrate("auth", pool, "auth", migrations);

const auth: Auth = {
  settings,
  pool,
  issuer: { settings, sign: await signer(settings.jwt.secret, settings.jwt.keys) },
  verify: verifier(settings.jwt.secret, settings.jwt.keys),
  sendMail: mailer(environment, settings),
};

const app = new Hono()
  .get("/health", (context) =>
    context.json({
      version: "v2.196.0",
      name: "GoTrue",
      description: "GoTrue is a user registration and authentication API",
    }),
  )
  .route("/", discoveryRoutes(auth))
  .route("/", externalRoutes(auth, environment))
  .route("/", signupRoutes(auth))
  .route("/", tokenRoutes(auth))
  .route("/", verifyRoutes(auth))
  .route("/", mailRoutes(auth))
  .route("/", userRoutes(auth));

app.notFound((context) => context.json({ code: 404, error_code: "not_found", msg: "Route not found" }, 404));
app.onError((error, context) => {
  const asked = context.req.header("x-supabase-api-version");
  if (!(error instanceof AuthError)) log("error", "unhandled", { path: context.req.path, error: messageOf(error) });
  const refusal =
    error instanceof AuthError ? error : new AuthError(500, "unexpected_failure", "Internal Server Error");
  if (asked !== undefined && asked >= newErrors) context.header("x-supabase-api-version", newErrors);
  return context.json(errorBody(refusal, asked), refusal.status);
});

serve(app, environment.whole("GOTRUE_API_PORT"), environment.text("GOTRUE_API_HOST"));
