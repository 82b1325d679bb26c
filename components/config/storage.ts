import { z } from "zod";
import { secretValue } from "./secretValue";
import { flag, httpUrl, object, pattern, whole } from "./words";

const bucketName = pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket name: 3 to 63 of a-z, 0-9, . and -");

const file = object({
  backend: z.literal("file"),
});

const s3 = object({
  backend: z.literal("s3"),
  endpoint: httpUrl.optional().describe("Address of an S3 server that is not Amazon's."),
  region: pattern(/^[a-z0-9-]+$/, "a region such as eu-central-1").default("us-east-1"),
  bucket: bucketName.describe("The bucket that holds the objects of all storage buckets of the instance."),
  accessKeyId: secretValue,
  secretAccessKey: secretValue,
  forcePathStyle: flag.default(true).describe("Put the bucket into the path, not into the host name."),
});

export const storage = object({
  store: z
    .discriminatedUnion("backend", [file, s3], { error: "should have backend: file or backend: s3" })
    .default({ backend: "file" })
    .describe("Where objects are kept."),
  fileSizeLimit: whole(1, 50_000_000_000, "bytes").default(52_428_800).describe("Largest object, in bytes."),
});
