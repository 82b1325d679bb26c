import type { Environment } from "../common/environment.ts";

/** Auth's environment, read once and typed. Durations are milliseconds unless said otherwise. */
export interface Settings {
  /** Public address including /auth/v1. */
  readonly externalUrl: string;
  readonly siteUrl: string;
  readonly allowList: readonly string[];
  readonly signup: {
    readonly disabled: boolean;
    readonly email: boolean;
    readonly phone: boolean;
    readonly anonymous: boolean;
  };
  readonly autoconfirm: { readonly email: boolean; readonly phone: boolean };
  readonly jwt: {
    readonly secret: string;
    readonly keys: string | undefined;
    readonly audience: string;
    readonly issuer: string;
    readonly role: string;
    readonly adminRoles: readonly string[];
  };
  /** Seconds an access token lives. */
  readonly tokenSeconds: number;
  readonly password: { readonly minLength: number; readonly requiredSets: readonly string[] };
  /** Seconds a code or link in a mail stays valid. */
  readonly otpSeconds: number;
  readonly otpLength: number;
  readonly mailInterval: number;
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly from: { readonly name: string; readonly address: string };
  };
  /** Seconds in which a used refresh token may be used again. */
  readonly reuseSeconds: number;
  readonly rotation: boolean;
}

export function readSettings(environment: Environment): Settings {
  return {
    externalUrl: environment.text("API_EXTERNAL_URL"),
    siteUrl: environment.text("GOTRUE_SITE_URL"),
    allowList: environment.list("GOTRUE_URI_ALLOW_LIST"),
    signup: {
      disabled: environment.flag("GOTRUE_DISABLE_SIGNUP"),
      email: environment.flag("GOTRUE_EXTERNAL_EMAIL_ENABLED"),
      phone: environment.flag("GOTRUE_EXTERNAL_PHONE_ENABLED"),
      anonymous: environment.flag("GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED"),
    },
    autoconfirm: {
      email: environment.flag("GOTRUE_MAILER_AUTOCONFIRM"),
      phone: environment.flag("GOTRUE_SMS_AUTOCONFIRM"),
    },
    jwt: {
      secret: environment.text("GOTRUE_JWT_SECRET"),
      keys: environment.optional("GOTRUE_JWT_KEYS"),
      audience: environment.text("GOTRUE_JWT_AUD"),
      issuer: environment.text("GOTRUE_JWT_ISSUER"),
      role: environment.text("GOTRUE_JWT_DEFAULT_GROUP_NAME"),
      adminRoles: environment.list("GOTRUE_JWT_ADMIN_ROLES"),
    },
    tokenSeconds: environment.whole("GOTRUE_JWT_EXP"),
    password: {
      minLength: environment.whole("GOTRUE_PASSWORD_MIN_LENGTH", 6),
      requiredSets: environment
        .text("GOTRUE_PASSWORD_REQUIRED_CHARACTERS")
        .split(":")
        .filter((set) => set !== ""),
    },
    otpSeconds: environment.whole("GOTRUE_MAILER_OTP_EXP", 86_400),
    otpLength: environment.whole("GOTRUE_MAILER_OTP_LENGTH", 6),
    mailInterval: milliseconds(environment.text("GOTRUE_SMTP_MAX_FREQUENCY", "1m")),
    smtp: {
      host: environment.text("GOTRUE_SMTP_HOST"),
      port: environment.whole("GOTRUE_SMTP_PORT"),
      user: environment.text("GOTRUE_SMTP_USER"),
      password: environment.text("GOTRUE_SMTP_PASS"),
      from: { name: environment.text("GOTRUE_SMTP_SENDER_NAME"), address: environment.text("GOTRUE_SMTP_ADMIN_EMAIL") },
    },
    reuseSeconds: environment.whole("GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL"),
    rotation: environment.flag("GOTRUE_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED", true),
  };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration in Go's notation, such as 1m30s. */
export function milliseconds(duration: string): number {
  const parts = duration.matchAll(/([0-9.]+)(ms|s|m|h)/g);
  return [...parts].reduce((sum, [, count = "0", unit = "s"]) => sum + Number(count) * (units[unit] ?? 0), 0);
}
