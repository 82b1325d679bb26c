import type { ServiceName } from "../../../components/config/services";
import type { Project, ProjectService } from "./project";

/** A setting of an install that the list has a place for. */
export interface Carried {
  /** Its name in the install. */
  readonly variable: string;
  /** Where it goes, such as `auth.siteUrl`. */
  readonly path: string;
  readonly value: unknown;
  /** Kept in a file of its own, and never shown. */
  readonly secret: boolean;
}

type Reader = (text: string) => unknown;

const text: Reader = (value) => value;
const flag: Reader = (value) => (/^(true|false)$/i.test(value) ? value.toLowerCase() === "true" : value);
const opposite: Reader = (value) => (flag(value) === true ? false : flag(value) === false ? true : value);
const number: Reader = (value) => (/^\d+$/.test(value) ? Number(value) : value);
const list: Reader = (value) => value.split(",").map((part) => part.trim()).filter(Boolean); // prettier-ignore

interface Row {
  /** Names in `.env`, the newest first. */
  readonly env: readonly string[];
  /** Where the value ends up in the install: what counts when a compose file was edited by hand. */
  readonly at?: readonly [service: ServiceName, variable: string];
  readonly path: string;
  readonly read: Reader;
  readonly secret?: boolean;
  /** What upstream's example says where it means "none". */
  readonly none?: RegExp;
}

const row = (
  env: string,
  path: string,
  read: Reader = text,
  at?: Row["at"],
  more: Pick<Row, "secret" | "none"> = {},
): Row => ({ env: env.split("|"), path, read, ...(at === undefined ? {} : { at }), ...more });

const rows: readonly Row[] = [
  row("SITE_URL", "auth.siteUrl", text, ["auth", "GOTRUE_SITE_URL"]),
  row("ADDITIONAL_REDIRECT_URLS", "auth.redirectUrls", list, ["auth", "GOTRUE_URI_ALLOW_LIST"]),
  row("JWT_EXPIRY", "auth.jwtExpiry", number, ["auth", "GOTRUE_JWT_EXP"]),
  row("DISABLE_SIGNUP", "auth.enableSignup", opposite, ["auth", "GOTRUE_DISABLE_SIGNUP"]),
  row("ENABLE_EMAIL_SIGNUP", "auth.email.enabled", flag, ["auth", "GOTRUE_EXTERNAL_EMAIL_ENABLED"]),
  row("ENABLE_EMAIL_AUTOCONFIRM", "auth.email.autoconfirm", flag, ["auth", "GOTRUE_MAILER_AUTOCONFIRM"]),
  row("ENABLE_ANONYMOUS_USERS", "auth.anonymous", flag, ["auth", "GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED"]),
  row("ENABLE_PHONE_SIGNUP", "auth.phone.enabled", flag, ["auth", "GOTRUE_EXTERNAL_PHONE_ENABLED"]),
  row("ENABLE_PHONE_AUTOCONFIRM", "auth.phone.autoconfirm", flag, ["auth", "GOTRUE_SMS_AUTOCONFIRM"]),
  row("GOTRUE_PASSWORD_MIN_LENGTH", "auth.passwordMinLength", number, ["auth", "GOTRUE_PASSWORD_MIN_LENGTH"]),
  row("GOTRUE_MAILER_OTP_EXP", "auth.email.otpExpiry", number, ["auth", "GOTRUE_MAILER_OTP_EXP"]),
  row("GOTRUE_MFA_TOTP_ENROLL_ENABLED", "auth.mfa.totpEnroll", flag, ["auth", "GOTRUE_MFA_TOTP_ENROLL_ENABLED"]),
  row("GOTRUE_MFA_TOTP_VERIFY_ENABLED", "auth.mfa.totpVerify", flag, ["auth", "GOTRUE_MFA_TOTP_VERIFY_ENABLED"]),
  row("GOTRUE_MFA_PHONE_ENROLL_ENABLED", "auth.mfa.phoneEnroll", flag, ["auth", "GOTRUE_MFA_PHONE_ENROLL_ENABLED"]),
  row("GOTRUE_MFA_PHONE_VERIFY_ENABLED", "auth.mfa.phoneVerify", flag, ["auth", "GOTRUE_MFA_PHONE_VERIFY_ENABLED"]),
  row("GOTRUE_MFA_MAX_ENROLLED_FACTORS", "auth.mfa.maxFactors", number, ["auth", "GOTRUE_MFA_MAX_ENROLLED_FACTORS"]),
  row("PGRST_DB_SCHEMAS", "rest.schemas", list, ["rest", "PGRST_DB_SCHEMAS"]),
  row("PGRST_DB_MAX_ROWS", "rest.maxRows", number, ["rest", "PGRST_DB_MAX_ROWS"]),
  row("PGRST_DB_EXTRA_SEARCH_PATH", "rest.extraSearchPath", list, ["rest", "PGRST_DB_EXTRA_SEARCH_PATH"]),
  row("POOLER_DEFAULT_POOL_SIZE", "pooler.defaultPoolSize", number, ["pooler", "POOLER_DEFAULT_POOL_SIZE"]),
  row("POOLER_MAX_CLIENT_CONN", "pooler.maxClientConnections", number, ["pooler", "POOLER_MAX_CLIENT_CONN"]),
  row("POOLER_DB_POOL_SIZE", "pooler.metadataPoolSize", number, ["pooler", "DB_POOL_SIZE"]),
  row("STUDIO_DEFAULT_ORGANIZATION", "studio.organization", text, ["studio", "DEFAULT_ORGANIZATION_NAME"]),
  row("STUDIO_DEFAULT_PROJECT", "studio.project", text, ["studio", "DEFAULT_PROJECT_NAME"]),
  row("OPENAI_API_KEY", "studio.openaiApiKey", text, ["studio", "OPENAI_API_KEY"], { secret: true }),
  row("FUNCTIONS_VERIFY_JWT", "functions.verifyJwt", flag, ["functions", "VERIFY_JWT"]),
  row("FILE_SIZE_LIMIT", "storage.fileSizeLimit", number, ["storage", "FILE_SIZE_LIMIT"]),
  // Files lie below both names.
  row("GLOBAL_S3_BUCKET", "env.storage.GLOBAL_S3_BUCKET", text, ["storage", "GLOBAL_S3_BUCKET"]),
  row("STORAGE_TENANT_ID", "env.storage.TENANT_ID", text, ["storage", "TENANT_ID"]),
  row("API_GW_HTTP_PORT|KONG_HTTP_PORT", "ports.gateway", number),
  row("POSTGRES_PORT", "ports.poolerSession", number),
  row("POOLER_PROXY_PORT_TRANSACTION", "ports.poolerTransaction", number),
  row("SMTP_HOST", "auth.smtp.host", text, ["auth", "GOTRUE_SMTP_HOST"]),
  row("SMTP_PORT", "auth.smtp.port", number, ["auth", "GOTRUE_SMTP_PORT"]),
  row("SMTP_USER", "auth.smtp.user", text, ["auth", "GOTRUE_SMTP_USER"]),
  row("SMTP_PASS", "auth.smtp.password", text, ["auth", "GOTRUE_SMTP_PASS"], { secret: true }),
  row("SMTP_SENDER_NAME", "auth.smtp.senderName", text, ["auth", "GOTRUE_SMTP_SENDER_NAME"]),
  row("SMTP_ADMIN_EMAIL", "auth.smtp.adminEmail", text, ["auth", "GOTRUE_SMTP_ADMIN_EMAIL"]),
  ...["INVITE", "CONFIRMATION", "RECOVERY", "EMAIL_CHANGE"].map((kind) =>
    row(`MAILER_URLPATHS_${kind}`, `env.auth.GOTRUE_MAILER_URLPATHS_${kind}`, text, ["auth", `GOTRUE_MAILER_URLPATHS_${kind}`], { none: /^\/auth\/v1\/verify$/ }),
  ),
]; // prettier-ignore

/** Names in `.env` that this file has read, whether a value came of it or not. */
export const settingNames: readonly string[] = rows.flatMap(({ env }) => env);

/** Names of variables of services that have a setting. */
export const settingVariables: readonly string[] = rows.flatMap(({ at }) => at?.[1] ?? []);

/** The settings of an install, in the words of the list. Mails stay with the catcher where no real server was named. */
export function settingsOf(project: Project, services: ReadonlyMap<ServiceName, ProjectService>): Carried[] {
  const found = rows.flatMap(({ env, at, path, read, secret = false, none }): Carried[] => {
    const inService = at === undefined ? undefined : services.get(at[0])?.environment.get(at[1]);
    const variable = env.find((name) => project.variables.has(name)) ?? at?.[1] ?? "";
    const value = inService ?? env.map((name) => project.variables.get(name)).find((one) => one !== undefined);
    if (value === undefined || value === "" || none?.test(value)) return [];
    return [{ variable, path, value: read(value), secret }];
  });
  const absent = unusable(found, services);
  return found.filter(({ path }) => !absent.some((prefix) => path === prefix || path.startsWith(`${prefix}.`)));
}

/** Settings of what the install does not have. */
function unusable(found: readonly Carried[], services: ReadonlyMap<ServiceName, ProjectService>): string[] {
  const smtpHost = found.find(({ path }) => path === "auth.smtp.host")?.value;
  // Upstream's example names a catcher that its stack does not have.
  const noMails = smtpHost === undefined || smtpHost === "supabase-mail" || smtpHost === "mail";
  return [
    ...(noMails ? ["auth.smtp"] : []),
    ...(services.has("pooler") ? [] : ["pooler", "ports.poolerSession", "ports.poolerTransaction"]),
    ...(services.has("storage") ? [] : ["storage", "env.storage"]),
    ...(services.has("studio") ? [] : ["studio"]),
    ...(services.has("functions") ? [] : ["functions"]),
  ];
}
