import { createHash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { ServiceName } from "../../../components/config/services";
import { type LogLine, logs } from "../../operations/logs/logs";
import type { Services } from "../services";
import { mustRun } from "./lifecycle";
import { type LogQuery, readLogQuery } from "./logQuery";
import { type App, parsed, projectRoute } from "./route";

/** Our containers for each of the vendor's sources. */
const sources: Readonly<Record<string, ServiceName>> = {
  edge_logs: "gateway",
  auth_logs: "auth",
  postgres_logs: "db",
  postgrest_logs: "rest",
  realtime_logs: "realtime",
  storage_logs: "storage",
  supavisor_logs: "pooler",
  pgbouncer_logs: "pooler",
  function_logs: "functions",
  function_edge_logs: "functions",
};

const line = z.object({
  id: z.string(),
  timestamp: z.number(),
  ts_ms: z.number(),
  source: z.string(),
  severity_text: z.string(),
  level: z.string(),
  event_message: z.string(),
  log_attributes: z.record(z.string(), z.string()),
});
type Line = z.output<typeof line>;

/** Lines of each service that are looked at. */
const tail = 2000;
const moment = z.iso.datetime({ offset: true, error: "should be a moment such as 2026-01-31T09:30:00Z" });

/** Logs, asked for by the SQL that clients send. It is read, not run: there is no table behind it. */
export function logRoutes(app: App, services: Services): void {
  for (const path of ["/projects/{ref}/analytics/endpoints/logs", "/projects/{ref}/analytics/endpoints/logs.all"])
    projectRoute(
      app,
      services,
      { method: "get", path, scope: "read", summary: "The last lines of its containers; passwords and tokens are hidden.", answers: z.object({ result: z.array(line) }) }, // prettier-ignore
      async (project, { context, running }) => {
        mustRun(project);
        const { name, services: there } = project.spec;
        const query = readLogQuery(context.req.query("sql") ?? "");
        const from = dateOf(context.req.query("iso_timestamp_start"), "iso_timestamp_start");
        const until = dateOf(context.req.query("iso_timestamp_end"), "iso_timestamp_end");
        const asked = query.sources.length === 0 ? Object.keys(sources) : query.sources;
        const wanted = new Map(asked.flatMap((source) => (sources[source] === undefined ? [] : [[sources[source], source] as const])).reverse()); // prettier-ignore
        const own = [...wanted.keys()].filter((service) => there.includes(service));
        if (own.length === 0) return { result: [] };
        const found: Line[] = [];
        const signal = AbortSignal.any([running.signal, AbortSignal.timeout(20_000)]);
        for await (const each of logs(services.workspace, name, {
          services: own,
          tail,
          ...(from === undefined ? {} : { since: from }),
          signal,
        }))
          // prettier-ignore
          if (isWanted(each, query, until)) found.push(answerOf(each, wanted.get(each.service) ?? "edge_logs"));
        if (query.newestFirst) found.reverse();
        return { result: found.slice(0, query.limit) };
      },
    );
}

const isWanted = ({ at, text, stream }: LogLine, { contains, levels }: LogQuery, until: Date | undefined): boolean =>
  (levels.length === 0 || levels.includes(levelOf(text, stream))) &&
  (until === undefined || Date.parse(at) <= until.getTime()) &&
  // A search tells no more than the answer does.
  contains.every((piece) => text.toLowerCase().includes(piece.toLowerCase()));

function answerOf({ at, text, service, stream }: LogLine, source: string): Line {
  const ms = Date.parse(at);
  const level = levelOf(text, stream);
  const id = createHash("sha256").update(`${service}\0${at}\0${text}`).digest("hex").slice(0, 32);
  return { id, timestamp: ms * 1000, ts_ms: ms, source, severity_text: level.toUpperCase(), level, event_message: text, log_attributes: {} }; // prettier-ignore
}

function levelOf(text: string, stream: LogLine["stream"]): string {
  const said = /\b(fatal|panic|error|warn(?:ing)?|info|debug)\b/i.exec(text)?.[1]?.toLowerCase();
  if (said === undefined) return stream === "stderr" ? "warn" : "info";
  return said === "warning" ? "warn" : said === "fatal" || said === "panic" ? "error" : said;
}

function dateOf(given: string | undefined, name: string): Date | undefined {
  return given === undefined || given === "" ? undefined : new Date(parsed(moment, given, name));
}
