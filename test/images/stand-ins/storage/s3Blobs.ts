import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Environment } from "../common/environment.ts";
import type { BlobKey, Blobs } from "./blobs.ts";
import { noSuchObject } from "./storageError.ts";

/** Objects in one bucket of an S3 server, each under `<tenant>/<bucket>/<name>/<version>`. */
export async function s3Blobs(environment: Environment): Promise<Blobs> {
  const Bucket = environment.text("GLOBAL_S3_BUCKET");
  const endpoint = environment.optional("GLOBAL_S3_ENDPOINT");
  const client = new S3Client({
    region: environment.text("REGION"),
    forcePathStyle: environment.flag("GLOBAL_S3_FORCE_PATH_STYLE"),
    credentials: {
      accessKeyId: environment.text("AWS_ACCESS_KEY_ID"),
      secretAccessKey: environment.text("AWS_SECRET_ACCESS_KEY"),
    },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const keyOf = ({ bucket, name, version }: BlobKey) =>
    [environment.text("TENANT_ID"), bucket, name, version].join("/");
  return {
    incoming: await mkdtemp(join(tmpdir(), "incoming-")),
    async take(key, file, { contentType, cacheControl }) {
      const { size } = await stat(file);
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: keyOf(key),
          Body: createReadStream(file),
          ContentLength: size,
          ContentType: contentType,
          CacheControl: cacheControl,
        }),
      );
      await rm(file);
    },
    async open(key, range) {
      const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end}`;
      const { Body, ContentType, CacheControl } = await client
        .send(new GetObjectCommand({ Bucket, Key: keyOf(key), Range }))
        .catch(missing);
      if (!(Body instanceof Readable)) throw noSuchObject();
      return {
        stream: Body,
        info: { contentType: ContentType ?? "application/octet-stream", cacheControl: CacheControl ?? "no-cache" },
      };
    },
    async copy(from, to) {
      const source = [Bucket, ...keyOf(from).split("/")].map(encodeURIComponent).join("/");
      await client.send(new CopyObjectCommand({ Bucket, Key: keyOf(to), CopySource: source })).catch(missing);
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(key) }));
    },
    sourceFor: (key) => getSignedUrl(client, new GetObjectCommand({ Bucket, Key: keyOf(key) }), { expiresIn: 600 }),
  };
}

function missing(error: unknown): never {
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) throw noSuchObject();
  throw error;
}
