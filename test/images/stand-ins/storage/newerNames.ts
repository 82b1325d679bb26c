import type { Environment } from "../common/environment.ts";

/** Names that upstream prefers by now, and those it still reads when they are not set. */
const newerNames: Readonly<Record<string, string>> = {
  UPLOAD_FILE_SIZE_LIMIT: "FILE_SIZE_LIMIT",
  STORAGE_S3_BUCKET: "GLOBAL_S3_BUCKET",
  STORAGE_S3_ENDPOINT: "GLOBAL_S3_ENDPOINT",
  STORAGE_S3_FORCE_PATH_STYLE: "GLOBAL_S3_FORCE_PATH_STYLE",
  STORAGE_S3_REGION: "REGION",
  STORAGE_FILE_BACKEND_PATH: "FILE_STORAGE_BACKEND_PATH",
  IMAGE_TRANSFORMATION_ENABLED: "ENABLE_IMAGE_TRANSFORMATION",
};

/** The environment in which a newer name, where it is set, speaks for the older one. */
export function withNewerNames(environment: Environment): Environment {
  const set = Object.entries(newerNames).flatMap(([newer, older]) => {
    const value = environment.optional(newer);
    return value === undefined ? [] : [[older, value] as const];
  });
  return environment.with(Object.fromEntries(set));
}
