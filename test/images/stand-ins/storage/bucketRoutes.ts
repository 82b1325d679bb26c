import { Hono } from "hono";
import { textOf } from "../common/json.ts";
import type { Query } from "../common/postgres.ts";
import { asCaller, bodyOf, callerOf } from "./context.ts";
import type { Storage } from "./context.ts";
import { deleteObjects } from "./objects.ts";
import type { StoredObject } from "./objects.ts";
import { StorageError, invalid, noSuchBucket } from "./storageError.ts";

const columns = "id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at, type";

/** Buckets: list, create, read, change, empty and delete, each under the caller's role. */
export function bucketRoutes(storage: Storage): Hono {
  return new Hono()
    .get("/bucket", async (context) => {
      const caller = await callerOf(storage, context);
      const { rows } = await asCaller(storage, caller, "storage.bucket.list", (query) =>
        query(`select ${columns} from storage.buckets order by name`),
      );
      return context.json(rows.map(numeric));
    })
    .post("/bucket", async (context) => {
      const caller = await callerOf(storage, context);
      const body = await bodyOf(context);
      const name = textOf(body["name"]);
      const id = textOf(body["id"], name);
      if (!/^(?!\.+$)[\w!.*'() &$@=;:+,?-]{1,100}$/.test(id)) throw invalid("Bucket name invalid");
      const owner = textOf(caller.claims["sub"]) || null;
      await asCaller(storage, caller, "storage.bucket.create", (query) =>
        query(
          "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types, owner_id) values ($1, $2, $3, $4, $5, $6)",
          [
            id,
            name || id,
            body["public"] === true,
            bytesOf(body["file_size_limit"]),
            body["allowed_mime_types"] ?? null,
            owner,
          ],
        ),
      );
      return context.json({ name: id });
    })
    .get("/bucket/:id", async (context) => {
      const caller = await callerOf(storage, context);
      const { rows } = await asCaller(storage, caller, "storage.bucket.get", (query) =>
        query(`select ${columns} from storage.buckets where id = $1`, [context.req.param("id")]),
      );
      const [bucket] = rows;
      if (bucket === undefined) throw noSuchBucket();
      return context.json(numeric(bucket));
    })
    .put("/bucket/:id", async (context) => {
      const caller = await callerOf(storage, context);
      const body = await bodyOf(context);
      const isPublic = typeof body["public"] === "boolean" ? body["public"] : null;
      const { rows } = await asCaller(storage, caller, "storage.bucket.update", (query) =>
        query(
          "update storage.buckets set public = coalesce($2, public), file_size_limit = $3, allowed_mime_types = $4, updated_at = now() where id = $1 returning id",
          [context.req.param("id"), isPublic, bytesOf(body["file_size_limit"]), body["allowed_mime_types"] ?? null],
        ),
      );
      if (rows.length === 0) throw noSuchBucket();
      return context.json({ message: "Successfully updated" });
    })
    .post("/bucket/:id/empty", async (context) => {
      const caller = await callerOf(storage, context);
      const id = context.req.param("id");
      const removed = await asCaller(storage, caller, "storage.bucket.empty", async (query) => {
        const { rows } = await query("select name from storage.objects where bucket_id = $1", [id]);
        return deleteObjects(
          query,
          id,
          rows.map((row) => textOf(row["name"])),
        );
      });
      await removeBlobs(storage, removed);
      return context.json({ message: "Successfully emptied" });
    })
    .delete("/bucket/:id", async (context) => {
      const caller = await callerOf(storage, context);
      await asCaller(storage, caller, "storage.bucket.delete", (query) => deleteBucket(query, context.req.param("id")));
      return context.json({ message: "Successfully deleted" });
    });
}

async function deleteBucket(query: Query, id: string): Promise<void> {
  const { rows: objects } = await query("select 1 from storage.objects where bucket_id = $1 limit 1", [id]);
  if (objects.length > 0) throw new StorageError(409, "InvalidRequest", "The bucket you tried to delete is not empty");
  const { rows } = await query("delete from storage.buckets where id = $1 returning id", [id]);
  if (rows.length === 0) throw noSuchBucket();
}

/** Removes the bytes of rows that are gone. */
export async function removeBlobs({ blobs }: Storage, objects: readonly StoredObject[]): Promise<void> {
  for (const { bucket, name, version } of objects) await blobs.remove({ bucket, name, version });
}

/** Postgres hands out bigint as text; clients expect a number. */
function numeric(row: Record<string, unknown>): Record<string, unknown> {
  const limit = row["file_size_limit"];
  return { ...row, file_size_limit: limit === null ? null : Number(limit) };
}

const units: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** A limit in bytes; clients also write "10MB". */
function bytesOf(limit: unknown): number | null {
  if (limit === undefined || limit === null || limit === 0 || limit === "") return null;
  const [, count, unit = "B"] = /^([0-9]+)\s*(B|KB|MB|GB)?$/i.exec(String(limit)) ?? [];
  if (count === undefined) throw invalid(`the requested limit ${String(limit)} is not a size`);
  return Number(count) * (units[unit.toUpperCase()] ?? 1);
}
