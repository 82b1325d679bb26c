import type { Settings } from "./settings.ts";

/** The wanted address when the instance allows it, else the site's own. */
export function allowedRedirect(settings: Settings, wanted: string | undefined): string {
  if (!wanted || !URL.canParse(wanted)) return settings.siteUrl;
  const sameSite =
    URL.canParse(settings.siteUrl) &&
    new URL(settings.siteUrl).origin === new URL(wanted).origin &&
    new URL(wanted).origin !== "null";
  return sameSite || settings.allowList.some((glob) => globRegex(glob).test(wanted.split("#")[0] ?? ""))
    ? wanted
    : settings.siteUrl;
}

/** `*` stops at dots and slashes, `**` does not, `?` is one character. */
function globRegex(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
    if (found === "**") return ".*";
    if (found === "*") return "[^./]*";
    return found === "?" ? "[^./]" : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}
