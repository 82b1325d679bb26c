import { HTTPException } from "hono/http-exception";

/** What clients ask of the logs. */
export interface LogQuery {
  /** The vendor's names of sources; all when none is given. */
  readonly sources: readonly string[];
  /** Texts that a line has all of, whatever their case. */
  readonly contains: readonly string[];
  /** Such as `error`; all when none is given. */
  readonly levels: readonly string[];
  readonly newestFirst: boolean;
  readonly limit: number;
}

const most = 1000;

/**
 * Reads the SQL that the official clients send. There is no table behind it: what is not understood is refused, for an answer to
 * another question would be worse than none.
 * @throws HTTPException 400 saying what is understood.
 */
export function readLogQuery(sql: string): LogQuery {
  const text = sql
    .replace(/--[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/;$/, "");
  if (text === "") return { sources: [], contains: [], levels: [], newestFirst: true, limit: 100 };
  const found = /^select .+? from (\w+)(?: (?:as )?(?!where|order|limit)\w+)?(?: where (.+?))?(?: order by ([\w.]+)(?: (asc|desc))?(?: ?, ?\w+(?: asc| desc)?)*)?(?: limit (\d+))?$/i.exec(text); // prettier-ignore
  if (found === null) throw notUnderstood(text);
  const [, table = "", where = "", , direction = "asc", limit = "100"] = found;
  const own = table.toLowerCase() === "logs" ? [] : [table];
  const { sources, contains, levels } = conditions(where);
  return {
    sources: [...own, ...sources],
    contains,
    levels,
    newestFirst: direction.toLowerCase() === "desc" || found[3] === undefined,
    limit: Math.min(Number(limit), most),
  };
}

const quoted = "'((?:[^']|'')*)'";

/** Takes what is understood out of a condition; nothing may be left but the words between. */
function conditions(where: string): Pick<LogQuery, "sources" | "contains" | "levels"> {
  const sources: string[] = [];
  const contains: string[] = [];
  const levels: string[] = [];
  const rest = where
    // How the official command line tells a level, from columns that only the vendor has.
    .replace(/(?:\(multiIf\( ?source = .+?, ?''\)\)|\blevel) in \(([^)]*)\)/gi, (_, list: string) => {
      levels.push(...textsIn(list));
      return "";
    })
    .replace(new RegExp(`positionCaseInsensitiveUTF8\\(event_message, ${quoted}\\) > 0`, "gi"), (_, piece: string) => {
      contains.push(piece.replace(/''/g, "'"));
      return "";
    })
    .replace(/\(((?:\s*(?:or\s+)?source\s*=\s*'[^']*')+)\s*\)/gi, (_, inner: string) => inner.replace(/\bor\b/gi, " "))
    .replace(new RegExp(`source\\s*=\\s*${quoted}`, "gi"), (_, name: string) => {
      sources.push(name);
      return "";
    })
    .replace(/source\s+in\s*\(([^)]*)\)/gi, (_, list: string) => {
      sources.push(...textsIn(list));
      return "";
    })
    .replace(new RegExp(`(?:lower\\()?event_message\\)?\\s+i?like\\s+${quoted}`, "gi"), (_, pattern: string) => {
      const piece = pattern.replace(/''/g, "'").replace(/^%|%$/g, "");
      if (/[%_]/.test(piece)) throw notUnderstood(pattern);
      contains.push(piece);
      return "";
    })
    // The time comes beside the SQL as well.
    .replace(new RegExp(`(?:timestamp|ts_ms)\\s*[<>]=?\\s*(?:\\w+\\()*(?:${quoted}|\\d+)\\)*`, "gi"), "");
  if (/\bor\b/i.test(rest) && contains.length + levels.length > 0) throw notUnderstood(where);
  if (!/^(\s|\(|\)|\band\b|\bor\b)*$/i.test(rest)) throw notUnderstood(rest.trim());
  return { sources, contains, levels };
}

const textsIn = (list: string): string[] => [...list.matchAll(/'([^']*)'/g)].map(([, text = ""]) => text);

const notUnderstood = (rest: string) =>
  new HTTPException(400, {
    message: `The logs are read from the containers. Of SQL only "select … from logs where source = '…' and event_message ilike '%…%' order by timestamp desc limit 100" is understood, not: ${rest.slice(0, 200)}`, // prettier-ignore
  });
