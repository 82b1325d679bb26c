import type { Pool } from "pg";
import { isObject, objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import { sources } from "./schema.ts";

/** The events of a request: one, a list, or a group with the list `batch`. */
export function eventsOf(body: unknown): Json[] {
  if (Array.isArray(body)) return body.filter(isObject);
  const batch = objectOf(body)["batch"];
  if (Array.isArray(batch)) return batch.filter(isObject);
  return isObject(body) ? [body] : [];
}

/** Stores events under a source, all or none; false when there is no such source. */
export async function storeEvents(pool: Pool, source: string, events: readonly Json[]): Promise<boolean> {
  return transaction(pool, async (query) => {
    const { rows } = await query("select id from sources where name = $1", [source]);
    const id = rows[0]?.["id"];
    if (id === undefined) return false;
    for (const event of events) {
      const message = textOf(event["event_message"]) || textOf(event["message"]);
      const given = new Date(textOf(event["timestamp"]));
      const timestamp = Number.isNaN(given.getTime()) ? new Date() : given;
      await query("insert into log_events (source_id, event_message, body, timestamp) values ($1, $2, $3, $4)", [
        id,
        message,
        event,
        timestamp,
      ]);
    }
    return true;
  });
}

export interface Wanted {
  readonly source: string | undefined;
  readonly project: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly limit: number;
}

/**
 * What a query asks for. Of SQL only the table behind `from` and the number behind `limit` are understood: the dialect
 * upstream translates from is a product of its own.
 */
export function wantedBy(parameters: Readonly<Record<string, string>>): Wanted {
  const sql = parameters["sql"] ?? "";
  const [, table] = /\bfrom\s+`?([A-Za-z0-9_.]+)`?/i.exec(sql) ?? [];
  const [, limit = parameters["limit"] ?? "100"] = /\blimit\s+([0-9]+)/i.exec(sql) ?? [];
  const name = parameters["source"] ?? table;
  return {
    source: name === undefined ? undefined : (sources[name] ?? name),
    project: parameters["project"],
    since: parameters["iso_timestamp_start"],
    until: parameters["iso_timestamp_end"],
    limit: Math.min(Number(limit), 1000),
  };
}

/** Newest first; timestamps are microseconds, as Studio expects them. */
export async function findEvents(pool: Pool, { source, project, since, until, limit }: Wanted): Promise<Json[]> {
  const { rows } = await pool.query<Json>(
    `select e.id, s.name as source, e.event_message, (extract(epoch from e.timestamp) * 1000000)::bigint::text as timestamp, e.body
     from log_events e join sources s on s.id = e.source_id
     where ($1::text is null or s.name = $1) and ($2::text is null or e.body ->> 'project' = $2)
       and ($3::timestamptz is null or e.timestamp >= $3) and ($4::timestamptz is null or e.timestamp <= $4)
     order by e.timestamp desc limit $5`,
    [source ?? null, project ?? null, since ?? null, until ?? null, limit],
  );
  return rows.map((row) => ({ ...row, timestamp: Number(row["timestamp"]) }));
}
