/** How bad a line of a log is, in the words of most programs. */
export const levels = ["debug", "info", "warning", "error"] as const;
export type Level = (typeof levels)[number];

const words: readonly (readonly [Level, RegExp])[] = [
  ["error", /^(e|err|error|fatal|panic|crit(ical)?|alert|emerg(ency)?)$/i],
  ["warning", /^(w|warn|warning)$/i],
  ["info", /^(i|info|notice|log)$/i],
  ["debug", /^(d|debug|trace|hint|detail)$/i],
];

/** Where a program says it: as a field, in brackets, before a colon (Postgres: `LOG:  `), or in capitals. */
const places: readonly RegExp[] = [
  /"?(?:level|severity|lvl)"?\s*[=:]\s*"?([a-z]+)/i,
  /\[(debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|alert|fatal)\]/i,
  /\b(DEBUG\d?|INFO|NOTICE|LOG|WARN(?:ING)?|ERROR|FATAL|PANIC|HINT|DETAIL):/,
  /\b(DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b/,
];

/** nginx's combined form, as the gateway writes it: the answer tells. */
const answered = /" (\d{3}) (?:\d+|-)(?: |$)/;

/** How bad a line says it is; `info` where it says nothing. */
export function levelOf(text: string): Level {
  const status = Number(answered.exec(text)?.[1] ?? 0);
  if (status > 0) return status >= 500 ? "error" : status >= 400 ? "warning" : "info";
  for (const place of places) {
    const word = place.exec(text)?.[1]?.replace(/\d$/, "");
    const found = word === undefined ? undefined : words.find(([, pattern]) => pattern.test(word));
    if (found !== undefined) return found[0];
  }
  return "info";
}

/** Whether one is at least as bad as the other. */
export const isAtLeast = (level: Level, least: Level): boolean => levels.indexOf(level) >= levels.indexOf(least);
