import { createHash, randomInt } from "node:crypto";
import { createTransport } from "nodemailer";
import type { Environment } from "../common/environment.ts";
import { log } from "../common/log.ts";
import { messageOf } from "../common/json.ts";
import { AuthError } from "./authError.ts";
import type { Settings } from "./settings.ts";

/** Mails the stand-in sends, with their fallback subject and the `type` that comes back in the link. */
const kinds = {
  CONFIRMATION: { subject: "Confirm your email address", type: "signup" },
  RECOVERY: { subject: "Reset your password", type: "recovery" },
  MAGIC_LINK: { subject: "Your sign-in link", type: "magiclink" },
  INVITE: { subject: "You have been invited", type: "invite" },
} as const;
export type MailKind = keyof typeof kinds;

/** Sends a mail with a link and a code; resolves with the hash to keep, which stands for both. */
export type SendMail = (kind: MailKind, email: string, redirectTo: string) => Promise<string>;

export function mailer(environment: Environment, settings: Settings): SendMail {
  const { host, port, user, password, from } = settings.smtp;
  // The relay's certificate is not verified: a catcher has none and a test has its own.
  const transport = createTransport({
    host,
    port,
    secure: port === 465,
    tls: { rejectUnauthorized: false },
    ...(user === "" ? {} : { auth: { user, pass: password } }),
  });
  return async (kind, email, redirectTo) => {
    const code = String(randomInt(10 ** settings.otpLength)).padStart(settings.otpLength, "0");
    const tokenHash = hashOf(email, code);
    const link = confirmationUrl(environment, settings, kind, tokenHash, redirectTo);
    const blanks = {
      ConfirmationURL: link,
      Email: email,
      Token: code,
      TokenHash: tokenHash,
      SiteURL: settings.siteUrl,
      RedirectTo: redirectTo,
    };
    const html = fill(await template(environment.optional(`GOTRUE_MAILER_TEMPLATES_${kind}`), kind), blanks);
    const subject = fill(environment.text(`GOTRUE_MAILER_SUBJECTS_${kind}`, kinds[kind].subject), blanks);
    try {
      await transport.sendMail({ from, to: email, subject, html });
    } catch (error) {
      log("error", "mail was not sent", { kind, error: messageOf(error) });
      throw new AuthError(500, "unexpected_failure", `Error sending ${kind.toLowerCase().replace("_", " ")} email`);
    }
    return tokenHash;
  };
}

/** Link and code are one secret: whoever knows the address can turn the code into the hash that the link carries. */
export function hashOf(email: string, code: string): string {
  return createHash("sha224")
    .update(email.toLowerCase() + code)
    .digest("hex");
}

function confirmationUrl(
  environment: Environment,
  settings: Settings,
  kind: MailKind,
  token: string,
  redirectTo: string,
): string {
  const path = environment.text(`GOTRUE_MAILER_URLPATHS_${kind === "MAGIC_LINK" ? "CONFIRMATION" : kind}`);
  const url = new URL(path, settings.externalUrl);
  url.search = new URLSearchParams({ token, type: kinds[kind].type, redirect_to: redirectTo }).toString();
  return url.href;
}

const plain = `<h2>{{ .SiteURL }}</h2><p><a href="{{ .ConfirmationURL }}">Continue</a></p><p>Code: {{ .Token }}</p>`;

/** The operator's template; as upstream, a source that does not answer gives the built-in text instead of no mail. */
async function template(url: string | undefined, kind: MailKind): Promise<string> {
  if (url === undefined) return plain;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (response.ok) return await response.text();
    log("warn", "mail template refused", { kind, status: response.status });
  } catch (error) {
    log("warn", "mail template unreachable", { kind, error: messageOf(error) });
  }
  return plain;
}

function fill(text: string, blanks: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{\s*\.([A-Za-z]+)\s*\}\}/g, (_, name: string) => blanks[name] ?? "");
}
