import { z } from "zod";
import { httpUrl } from "./addresses";
import { secretValue } from "./secretValue";
import { flag, object, pattern, whole } from "./words";

const bucketName = pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket name: 3 to 63 of a-z, 0-9, . and -");

const file = object({
  backend: z.literal("file").describe("Objects lie in a volume of the instance."),
});

const s3 = object({
  backend: z.literal("s3").describe("Objects lie in a bucket."),
  endpoint: httpUrl.optional().describe("Address of the S3 server; Amazon's when unset."),
  region: pattern(/^[a-z0-9-]+$/, "a region such as eu-central-1")
    .default("us-east-1")
    .describe("Region of the bucket."),
  bucket: bucketName.describe(
    "Bucket that holds the objects of all storage buckets of the instance; instances may share one.",
  ),
  accessKeyId: secretValue.describe("Access key for the bucket."),
  secretAccessKey: secretValue.describe("Secret key for the bucket."),
  forcePathStyle: flag.default(true).describe("Put the bucket into the path of an address, not into the host name."),
});

export const storage = object({
  store: z
    .discriminatedUnion("backend", [file, s3], {
      error: (issue) =>
        issue.code === "invalid_union"
          ? "should be one of file, s3"
          : "should be a group of settings with backend: file or backend: s3",
    })
    .default({ backend: "file" })
    .describe("Where the objects are kept."),
  fileSizeLimit: whole(1, 50_000_000_000, "a whole number of bytes")
    .default(52_428_800)
    .describe("Size of the largest object, in bytes."),
});
