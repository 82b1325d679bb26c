import type * as pulumi from "@pulumi/pulumi";
import type { InstanceConfig } from "../config/instance";
import type { Service } from "../spec";
import { dsn } from "./database";
import { wget } from "./probe";

/** Where objects lie, in storage and imgproxy alike: one hands the other a path. */
export const objectFolder = "/var/lib/storage";

/** Storage: files, with their permissions in Postgres. */
export const storage: Service = (instance, secrets, urls) => ({
  env: {
    ANON_KEY: secrets.anonKey,
    AUTH_JWT_SECRET: secrets.jwtSecret,
    DATABASE_URL: dsn("postgres", "supabase_storage_admin", secrets.postgresPassword),
    ENABLE_IMAGE_TRANSFORMATION: String(instance.services.includes("imgproxy")),
    FILE_SIZE_LIMIT: String(instance.config.storage.fileSizeLimit),
    FILE_STORAGE_BACKEND_PATH: objectFolder,
    IMGPROXY_URL: "http://imgproxy:5001",
    JWT_JWKS: secrets.jwtJwks,
    POSTGREST_URL: "http://rest:3000",
    REQUEST_ALLOW_X_FORWARDED_PATH: "true",
    S3_PROTOCOL_ACCESS_KEY_ID: secrets.s3ProtocolKeyId,
    S3_PROTOCOL_ACCESS_KEY_SECRET: secrets.s3ProtocolKeySecret,
    SERVICE_KEY: secrets.serviceRoleKey,
    STORAGE_PUBLIC_URL: urls.api,
    // Objects in a bucket that several instances share lie below the tenant's name.
    TENANT_ID: instance.name,
    ...backend(instance.config.storage.store),
    ...(instance.config.logLevel === "info" ? {} : { LOG_LEVEL: instance.config.logLevel }),
  },
  healthcheck: wget("http://127.0.0.1:5000/status"),
  volumes: [{ role: "storage", path: objectFolder }],
  needsDatabase: true,
});

type Store = InstanceConfig["storage"]["store"];

function backend(store: Store): Record<string, pulumi.Input<string>> {
  // The file backend uses the bucket's name for a folder.
  if (store.backend === "file") return { GLOBAL_S3_BUCKET: "objects", REGION: "local", STORAGE_BACKEND: "file" };
  return {
    AWS_ACCESS_KEY_ID: store.accessKeyId.open(),
    AWS_SECRET_ACCESS_KEY: store.secretAccessKey.open(),
    GLOBAL_S3_BUCKET: store.bucket,
    GLOBAL_S3_FORCE_PATH_STYLE: String(store.forcePathStyle),
    REGION: store.region,
    STORAGE_BACKEND: "s3",
    ...(store.endpoint === undefined ? {} : endpoint(store.endpoint)),
  };
}

const endpoint = (url: string) => ({
  GLOBAL_S3_ENDPOINT: url,
  GLOBAL_S3_PROTOCOL: url.startsWith("https:") ? "https" : "http",
});
