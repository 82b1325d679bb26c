import type { Failure } from "./applyFile";
import { hasOwnTransactions } from "./steps";

/** Lines of a statement that are shown before the one that failed, or from its beginning. */
const shownLines = 12;

/** What a person needs to mend a file: where, the text, what Postgres says of it, and what is left of the file. */
export function failureText({ file, kept, statement, said }: Failure): string {
  const { message, code, detail, hint, where, position } = said;
  const place = statement === undefined ? undefined : placeIn(statement.text, position);
  const at =
    statement === undefined
      ? "could not be finished and recorded"
      : `failed at statement ${file.statements.indexOf(statement) + 1} of ${file.statements.length}, line ${statement.line + (place?.line ?? 0)}`;
  return [
    `${file.file} ${at}:`,
    ...(statement === undefined ? [] : excerpt(statement.text, place).map((line) => `  ${line}`)),
    `${said.severity}: ${message} (${code})`,
    ...(detail === undefined ? [] : [`Detail: ${detail}`]),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
    ...(where === undefined ? [] : [`In: ${where.split("\n")[0]}`]),
    ...(adviceOn(statement?.text ?? "", message, code) ?? []),
    keptText(kept, hasOwnTransactions(file)),
  ].join("\n");
}

interface Place {
  /** Line of the statement, from 0. */
  readonly line: number;
  readonly column: number;
}

/** Postgres counts letters, not UTF-16. */
function placeIn(text: string, position: number | undefined): Place | undefined {
  if (position === undefined || position < 1) return undefined;
  const lines = [...text].slice(0, position - 1).join("").split("\n"); // prettier-ignore
  return { line: lines.length - 1, column: [...(lines.at(-1) ?? "")].length };
}

function excerpt(text: string, place: Place | undefined): string[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (place === undefined) return lines.length > shownLines ? [...lines.slice(0, shownLines), "…"] : lines;
  const from = Math.max(0, place.line + 1 - shownLines);
  const shown = lines.slice(from, place.line + 1);
  return [...(from > 0 ? ["…"] : []), ...shown, `${" ".repeat(place.column)}^`];
}

function adviceOn(text: string, message: string, code: string): string[] | undefined {
  const type = /type "([^".]+)" does not exist/.exec(message)?.[1];
  if (code === "42704" && type !== undefined)
    return [`If an extension has this type, name its schema as well: extensions.${type}.`];
  if (text.startsWith("\\")) return ["Lines such as \\restrict and \\connect are commands of psql: take them out."];
  if (code === "25001") return ["It cannot run within a transaction: it needs a file of its own."];
  return undefined;
}

function keptText(kept: number, isOwn: boolean): string {
  if (kept === 0)
    return "Nothing of this file remains; those before it stay. Once it is mended, the same command goes on.";
  if (isOwn) return "The file begins and ends transactions itself: what it committed before this stays.";
  const which = kept === 1 ? "Its first statement" : `Its first ${kept} statements`;
  return `${which} stayed: not all of the file can run in one transaction. Undo by hand what would fail the next time.`;
}
