import { visible } from "../../cli/show/fit";
import type { LogLine } from "../../operations/logs/logs";
import { masked } from "../../operations/logs/frames";
import { fitted } from "../screen/fitted";
import { type Level, isAtLeast, levelOf } from "../../operations/logs/level";

/** A line of a log as the screen shows it: secrets hidden, and nothing in it that steers a terminal. */
export interface ShownLine {
  readonly at: string;
  readonly service: string;
  readonly level: Level;
  readonly text: string;
}

export const shownLine = ({ at, service, text }: LogLine): ShownLine => ({
  at,
  service,
  level: levelOf(text),
  text: visible(masked(text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, ""))),
});

/** What of a log is shown. */
export interface LogChoice {
  /** All when undefined. */
  readonly service: string | undefined;
  /** Lines that are at least as bad. */
  readonly level: Level;
  /** Small letters find large ones too. */
  readonly search: string;
}

/** Characters before the text of a line: its time and its service. */
const before = 19;

/** A line as it is drawn: in one row, cut at the edge of the screen, or in as many as it takes. */
export function rowsOf(
  { at, service, text }: ShownLine,
  columns: number | undefined,
): { readonly head: string; readonly service: string; readonly text: string }[] {
  const first = { head: `${at.slice(11, 19)} `, service: service.padEnd(9), text: ` ${text}` };
  if (columns === undefined) return [first];
  const room = Math.max(10, columns - before);
  const parts = fitted(text, room).flatMap((part) => part.match(new RegExp(`.{1,${room}}`, "g")) ?? [""]);
  return parts.map((part, index) => (index === 0 ? { ...first, text: ` ${part}` } : { head: "", service: "", text: `${" ".repeat(before)}${part}` })); // prettier-ignore
}

export function matching(lines: readonly ShownLine[], { service, level, search }: LogChoice): ShownLine[] {
  const small = search === search.toLowerCase();
  return lines.filter(
    (line) =>
      (service === undefined || line.service === service) &&
      isAtLeast(line.level, level) &&
      (small ? line.text.toLowerCase() : line.text).includes(search),
  );
}
