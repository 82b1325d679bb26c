import { line, pattern } from "./words";

/** Words for names and places: what stands in a URL, a Caddy file or a path. */

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

const domain = "a domain name in lower case, such as example.com";

/** A name below which there can be others: not 1.2.3.4, nor broken punycode, which no browser takes. */
export const domainName = pattern(new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`), domain).refine(
  (text) => tryUrl(`https://a.${text}/`)?.hostname === `a.${text}`,
  { error: `should be ${domain}` },
);

/** The part of a host name before the first dot. Seven characters of the 63 are for `-studio`. */
export const subdomain = pattern(
  /^(?!xn--)[a-z0-9]([a-z0-9-]{0,54}[a-z0-9])?$/,
  "letters a-z, digits and hyphens, at most 56, with no hyphen at either end",
);

export const absolutePath = pattern(
  /^(?!.*\/\.\.(?:\/|$))\/[A-Za-z0-9._@+\/-]*$/,
  "an absolute path of letters, digits and . _ @ + -, without ..",
);

export const email = pattern(
  /^[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/,
  "an e-mail address such as admin@example.com",
);

const httpText = /^https?:\/\/[^\s"'`<>\\{}|^]+$/;

/** An address a browser or a service can call. User and password in it would end up in plain state. */
export const httpUrl = line("an address that starts with http:// or https://")
  .refine(isHttpUrl, {
    error: "should be an address that starts with http:// or https://, without spaces, user or password",
  })
  .meta({ pattern: httpText.source });

function isHttpUrl(text: string): boolean {
  if (!httpText.test(text)) return false;
  const url = tryUrl(text);
  // A host name may hold more than letters once its %-escapes are undone.
  return (
    url !== null && url.username === "" && url.password === "" && /^[a-z0-9._-]+$|^\[[0-9a-f:.]+\]$/.test(url.hostname)
  );
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
