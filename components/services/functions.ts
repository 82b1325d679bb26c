import * as pulumi from "@pulumi/pulumi";
import { fill } from "../template";
import type { InstanceSpec, Service } from "../spec";
import { dsn } from "./database";
import { gatewayUrl } from "./gateway";
import { tcp } from "./probe";

const served = "/home/deno/functions";
/** Uploads land here and are laid into the volume that Studio sees too, when the container starts. */
const uploaded = "/fleet/functions";

/** Edge functions: the router of ours in front, the operator's folder behind it. */
export const functions: Service = (instance, secrets, urls) => ({
  entrypoint: ["/bin/sh", "-c"],
  command: [start(instance)],
  env: {
    ...Object.fromEntries(Object.entries(instance.config.functions.env).map(([name, value]) => [name, value.open()])),
    JWT_SECRET: secrets.jwtSecret,
    SUPABASE_ANON_KEY: secrets.anonKey,
    SUPABASE_DB_URL: dsn("postgresql", "postgres", secrets.postgresPassword),
    SUPABASE_JWKS: secrets.jwtJwks,
    SUPABASE_PUBLIC_URL: urls.api,
    SUPABASE_PUBLISHABLE_KEYS: pulumi.jsonStringify({ default: secrets.publishableKey }),
    SUPABASE_SECRET_KEYS: pulumi.jsonStringify({ default: secrets.secretKey }),
    SUPABASE_SERVICE_ROLE_KEY: secrets.serviceRoleKey,
    SUPABASE_URL: gatewayUrl,
    VERIFY_JWT: String(instance.config.functions.verifyJwt),
  },
  healthcheck: tcp(9000),
  files: [
    { path: `${uploaded}/main/index.ts`, content: fill("functions/main.ts", {}) },
    ...instance.functionFiles.map(({ path, contentBase64 }) => ({
      path: `${uploaded}/${path}`,
      content: contentBase64,
      encoding: "base64" as const,
    })),
  ],
  volumes: [
    { role: "functions", path: served },
    { role: "deno-cache", path: "/root/.cache/deno" },
  ],
});

/** With a folder in the config, that folder is the truth and a function taken out of it goes; without, only the router is ours. */
function start({ config }: InstanceSpec): string {
  const clear = config.functions.folder === undefined ? `rm -rf ${served}/main` : `rm -rf ${served}/*`;
  return [
    "set -e",
    clear,
    `cp -R ${uploaded}/. ${served}/`,
    `exec edge-runtime start --user-worker-request-idle-timeout 150000 --main-service ${served}/main`,
  ].join("\n");
}
