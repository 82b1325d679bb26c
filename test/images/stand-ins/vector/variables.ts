/**
 * Fills `${NAME}`, `${NAME:-default}`, `${NAME?message}` and `$NAME` in; `$$` is a dollar sign. Problems name the variable only.
 */
export function fillVariables(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): { text: string; problems: readonly string[] } {
  const problems: string[] = [];
  const filled = text.replaceAll(
    /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?])([^}]*))?\}|\$([A-Za-z_][A-Za-z0-9_]*)/g,
    (
      whole,
      braced: string | undefined,
      operator: string | undefined,
      rest: string | undefined,
      bare: string | undefined,
    ) => {
      if (whole === "$$") return "$";
      const name = braced ?? bare ?? "";
      const value = variables[name];
      if (value !== undefined && (value !== "" || !operator?.startsWith(":"))) return value;
      if (operator?.endsWith("-")) return rest ?? "";
      problems.push(`${name}: is missing, and the configuration asks for it`);
      return "";
    },
  );
  return { text: filled, problems };
}
