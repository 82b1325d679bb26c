import { Hono } from "hono";
import type { Context } from "hono";
import { listOf, textOf } from "../common/json.ts";
import { randomUUID } from "node:crypto";
import { removeBlobs } from "./bucketRoutes.ts";
import { asCaller, bodyOf, callerOf, checkName, wildcard } from "./context.ts";
import type { Storage } from "./context.ts";
import { deleteObjects, findObject, saveObject } from "./objects.ts";
import { noSuchObject } from "./storageError.ts";
import { uploadFrom } from "./incomingUpload.ts";
import { storeUpload } from "./uploads.ts";

/** Everything that writes objects: upload, move, copy, delete. */
export function objectRoutes(storage: Storage): Hono {
  const limit = storage.environment.whole("FILE_SIZE_LIMIT");
  const upload = async (context: Context, upsert: boolean) => {
    const caller = await callerOf(storage, context);
    const bucket = textOf(context.req.param("bucket"));
    const name = wildcard(context, `/object/${encodeURIComponent(bucket)}/`);
    return context.json(await storeUpload(storage, caller, { bucket, name, upsert }, await uploadFrom(context, limit)));
  };
  return new Hono()
    .post("/object/move", async (context) => {
      await move(storage, context);
      return context.json({ message: "Successfully moved" });
    })
    .post("/object/copy", async (context) => context.json(await copy(storage, context)))
    .post("/object/:bucket/*", (context) => upload(context, context.req.header("x-upsert") === "true"))
    .put("/object/:bucket/*", (context) => upload(context, true))
    .delete("/object/:bucket", async (context) => {
      const names = listOf((await bodyOf(context))["prefixes"]).map((name) => textOf(name));
      return context.json(await remove(storage, context, names));
    })
    .delete("/object/:bucket/*", async (context) => {
      const removed = await remove(storage, context, [
        wildcard(context, `/object/${encodeURIComponent(context.req.param("bucket"))}/`),
      ]);
      if (removed.length === 0) throw noSuchObject();
      return context.json({ message: "Successfully deleted" });
    });
}

async function remove(storage: Storage, context: Context, names: readonly string[]) {
  const caller = await callerOf(storage, context);
  const bucket = textOf(context.req.param("bucket"));
  const removed = await asCaller(storage, caller, "storage.object.delete_many", (query) =>
    deleteObjects(query, bucket, names),
  );
  await removeBlobs(storage, removed);
  return removed.map(({ id, name, version, metadata, createdAt, updatedAt }) => ({
    id,
    name,
    bucket_id: bucket,
    version,
    metadata,
    created_at: createdAt,
    updated_at: updatedAt,
  }));
}

async function places(context: Context) {
  const body = await bodyOf(context);
  const bucket = textOf(body["bucketId"]);
  return {
    from: { bucket, name: checkName(textOf(body["sourceKey"])) },
    to: { bucket: textOf(body["destinationBucket"], bucket), name: checkName(textOf(body["destinationKey"])) },
    upsert: context.req.header("x-upsert") === "true",
  };
}

/** Renames the row under the caller's role, then the bytes. */
async function move(storage: Storage, context: Context): Promise<void> {
  const caller = await callerOf(storage, context);
  const { from, to } = await places(context);
  const version = randomUUID();
  const source = await asCaller(storage, caller, "storage.object.move", async (query) => {
    const object = await findObject(query, from.bucket, from.name);
    const { rows } = await query(
      "update storage.objects set bucket_id = $2, name = $3, version = $4, updated_at = now() where id = $1 returning id",
      [object.id, to.bucket, to.name, version],
    );
    if (rows.length === 0) throw noSuchObject();
    await storage.blobs.copy(object, { ...to, version });
    return object;
  });
  await storage.blobs.remove(source);
}

async function copy(storage: Storage, context: Context) {
  const caller = await callerOf(storage, context);
  const { from, to, upsert } = await places(context);
  const version = randomUUID();
  const { id } = await asCaller(storage, caller, "storage.object.copy", async (query) => {
    const { metadata, userMetadata, ...source } = await findObject(query, from.bucket, from.name);
    const saved = await saveObject(query, caller, { ...to, version, metadata, userMetadata, upsert });
    await storage.blobs.copy(source, { ...to, version });
    return saved;
  });
  return { Id: id, Key: `${to.bucket}/${to.name}` };
}
