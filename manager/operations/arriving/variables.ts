/** Variables of an install by name. */
export type Variables = ReadonlyMap<string, string>;

const assignment =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|([^\n]*))/gm;

/** Reads an `.env` as Compose does: later lines may use earlier ones, single quotes are literal. */
export function readEnv(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [, name = "", literal, quoted, plain = ""] of text.replaceAll("\r\n", "\n").matchAll(assignment)) {
    if (literal !== undefined) variables.set(name, literal);
    else if (quoted !== undefined) variables.set(name, unescaped(quoted, variables));
    else variables.set(name, interpolate(plain.replace(/(^|\s)#.*$/, "").trim(), variables));
  }
  return variables;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** An escaped dollar sign is one; any other may stand for a variable. */
function unescaped(text: string, variables: Variables): string {
  const parts = text.split(/(\\[\s\S])/);
  return parts
    .map((part) => (part.startsWith("\\") ? (escapes[part.slice(1)] ?? part.slice(1)) : interpolate(part, variables)))
    .join("");
}

const reference =
  /\$(?:\$|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])((?:[^{}]|\{[^{}]*\})*))?\})/g;

/** Puts variables into a text: `$A`, `${A}`, `${A:-default}`, `${A:+instead}`; `$$` is a dollar sign. */
export function interpolate(text: string, variables: Variables): string {
  return text.replace(reference, (whole, bare?: string, braced?: string, operator?: string, other = "") => {
    if (whole === "$$") return "$";
    const value = variables.get(bare ?? braced ?? "");
    const counts = value !== undefined && (value !== "" || operator?.startsWith(":") !== true);
    if (operator?.endsWith("-")) return counts ? value : interpolate(other, variables);
    if (operator?.endsWith("+")) return counts ? interpolate(other, variables) : "";
    return value ?? "";
  });
}
