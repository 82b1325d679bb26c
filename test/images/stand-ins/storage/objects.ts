import { textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import type { Query } from "../common/postgres.ts";
import type { BlobKey } from "./blobs.ts";
import type { Caller } from "./context.ts";
import { noSuchBucket, noSuchObject } from "./storageError.ts";

/** A row of storage.objects. */
export interface StoredObject {
  readonly id: string;
  readonly bucket: string;
  readonly name: string;
  readonly version: string;
  readonly metadata: Json;
  readonly userMetadata: Json | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `id, bucket_id as bucket, name, version, coalesce(metadata, '{}') as metadata, user_metadata as "userMetadata", created_at as "createdAt", updated_at as "updatedAt"`;

function fromRow(row: Record<string, unknown> | undefined): StoredObject {
  if (row === undefined) throw noSuchObject();
  // The columns of the query above, whose types the table fixes.
  return row as unknown as StoredObject;
}

/** The object, when the query's role may see it. */
export async function findObject(query: Query, bucket: string, name: string): Promise<StoredObject> {
  const { rows } = await query(`select ${columns} from storage.objects where bucket_id = $1 and name = $2`, [
    bucket,
    name,
  ]);
  return fromRow(rows[0]);
}

export interface NewObject extends BlobKey {
  readonly metadata: Json;
  readonly userMetadata: Json | null;
  readonly upsert: boolean;
}

/** Writes the row; the policies for insert, and with `upsert` those for update, decide whether they may. */
export async function saveObject(query: Query, caller: Caller, object: NewObject): Promise<{ id: string }> {
  const subject = textOf(caller.claims["sub"]) || null;
  const owner = subject !== null && /^[0-9a-f-]{36}$/i.test(subject) ? subject : null;
  const onConflict = object.upsert
    ? "on conflict (bucket_id, name) do update set version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata, owner = excluded.owner, owner_id = excluded.owner_id, updated_at = now()"
    : "";
  const { rows } = await query(
    `insert into storage.objects (bucket_id, name, version, metadata, user_metadata, owner, owner_id) values ($1, $2, $3, $4, $5, $6, $7) ${onConflict} returning id`,
    [object.bucket, object.name, object.version, object.metadata, object.userMetadata, owner, subject],
  );
  return { id: textOf(rows[0]?.["id"]) };
}

/** Removes the rows that the role may remove, and tells which. */
export async function deleteObjects(query: Query, bucket: string, names: readonly string[]): Promise<StoredObject[]> {
  const { rows } = await query(
    `delete from storage.objects where bucket_id = $1 and name = any($2) returning ${columns}`,
    [bucket, [...names]],
  );
  return rows.map(fromRow);
}

/** Limits of a bucket, read with the service's own rights. */
export interface Bucket {
  readonly id: string;
  readonly public: boolean;
  readonly sizeLimit: number | undefined;
  readonly types: readonly string[] | undefined;
}

export async function findBucket(query: Query, id: string): Promise<Bucket> {
  const { rows } = await query(
    "select id, public, file_size_limit, allowed_mime_types from storage.buckets where id = $1",
    [id],
  );
  const row = rows[0];
  if (row === undefined) throw noSuchBucket();
  const types = row["allowed_mime_types"];
  return {
    id,
    public: row["public"] === true,
    sizeLimit: row["file_size_limit"] === null ? undefined : Number(row["file_size_limit"]),
    types: Array.isArray(types) && types.length > 0 ? types.map(String) : undefined,
  };
}
