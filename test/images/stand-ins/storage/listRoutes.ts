import { Hono } from "hono";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import type { Query } from "../common/postgres.ts";
import { asCaller, bodyOf, callerOf } from "./context.ts";
import type { Storage } from "./context.ts";

/** What lies in a folder; rows the role may not see do not exist for it. */
export function listRoutes(storage: Storage): Hono {
  return new Hono()
    .post("/object/list/:bucket", async (context) => {
      const caller = await callerOf(storage, context);
      const body = await bodyOf(context);
      const entries = await asCaller(storage, caller, "storage.object.list", (query) =>
        entriesOf(query, context.req.param("bucket"), body),
      );
      return context.json(entries);
    })
    .post("/object/list-v2/:bucket", async (context) => {
      const caller = await callerOf(storage, context);
      const body = await bodyOf(context);
      const [limit, prefix] = [Number(body["limit"] ?? 1000), textOf(body["prefix"])];
      const { rows } = await asCaller(storage, caller, "storage.object.list_v2", (query) =>
        query(`${select} and name like $2 || '%' and name > $3 order by name limit $4`, [
          context.req.param("bucket"),
          like(prefix),
          textOf(body["cursor"]),
          limit + 1,
        ]),
      );
      const objects = rows.slice(0, limit);
      const hasNext = rows.length > limit;
      return context.json({
        hasNext,
        folders: [],
        objects,
        ...(hasNext ? { nextCursor: objects.at(-1)?.["name"] } : {}),
      });
    });
}

const select = `select id, name, updated_at, created_at, last_accessed_at, metadata from storage.objects where bucket_id = $1`;
const sortable: Readonly<Record<string, string>> = {
  name: "name",
  updated_at: "updated_at",
  created_at: "created_at",
  last_accessed_at: "last_accessed_at",
};

/** Direct children of a folder: objects as they are, deeper ones as one folder entry without an id. */
async function entriesOf(query: Query, bucket: string, body: Json): Promise<Json[]> {
  const sort = objectOf(body["sortBy"]);
  const folder = textOf(body["prefix"]).replace(/\/+$/, "");
  const prefix = folder === "" ? "" : `${folder}/`;
  const order = `${sortable[textOf(sort["column"])] ?? "name"} ${sort["order"] === "desc" ? "desc" : "asc"}`;
  const { rows } = await query(`${select} and name like $2 || '%' order by ${order}`, [
    bucket,
    like(prefix + textOf(body["search"])),
  ]);
  const entries = new Map<string, Json>();
  for (const row of rows) {
    const rest = textOf(row["name"]).slice(prefix.length);
    const [first = ""] = rest.split("/");
    if (first === rest) entries.set(rest, { ...row, name: rest });
    else if (!entries.has(first))
      entries.set(first, {
        name: first,
        id: null,
        updated_at: null,
        created_at: null,
        last_accessed_at: null,
        metadata: null,
      });
  }
  const offset = Number(body["offset"] ?? 0);
  return [...entries.values()].slice(offset, offset + Number(body["limit"] ?? 100));
}

/** A text that `like` takes literally. */
function like(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
