import { stripVTControlCharacters } from "node:util";
import { wrap } from "../../cli/show/fit";

/** A text in lines of so many columns; what goes on in the next line is indented. */
export const fitted = (text: string, columns: number): string[] =>
  text.split("\n").flatMap((line) => {
    if (stripVTControlCharacters(line).length <= columns) return [line];
    const indent = /^ */.exec(line)?.[0] ?? "";
    return wrap(line, columns, `${indent}  `).split("\n");
  });
