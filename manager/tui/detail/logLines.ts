import { visible } from "../../cli/show/fit";
import type { LogLine } from "../../operations/logs/logs";
import { masked } from "../../operations/logs/frames";
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

export function matching(lines: readonly ShownLine[], { service, level, search }: LogChoice): ShownLine[] {
  const small = search === search.toLowerCase();
  return lines.filter(
    (line) =>
      (service === undefined || line.service === service) &&
      isAtLeast(line.level, level) &&
      (small ? line.text.toLowerCase() : line.text).includes(search),
  );
}
