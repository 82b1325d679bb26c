/** `a`, `b` or `c`. */
export function either(words: readonly string[], last = "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

export const code = (value: unknown): string => `\`${String(value)}\``;

/** A value as it would stand in YAML. */
export function yamlValue(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}

/** A sentence of the schema, with what is not English set as code. */
export function prose(sentence: string): string {
  return sentence.replace(/\{\{.*?\}\}|\{ .*? \}|[^\s]+/g, (word) => {
    const [, opening = "", text = "", closing = ""] = /^([("]*)(.*?)([)",;:.]*)$/.exec(word) ?? [];
    return isCode(text) ? `${opening}${code(text)}${closing}` : word;
  });
}

const isCode = (word: string): boolean => word === "*" || /^\d+[A-Za-z]+$|\w[_.]\w|\w_$|[/$*{}<>@]./.test(word);

export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...lines.map(row)].join("\n");
}

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trim()}\n\`\`\``;

/** Blocks of a page, with an empty line between them; those that are undefined are left out. */
export function page(...blocks: readonly (string | undefined)[]): string {
  return blocks.filter((block) => block !== undefined).join("\n\n");
}
