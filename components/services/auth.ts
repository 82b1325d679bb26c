import type * as pulumi from "@pulumi/pulumi";
import type { InstanceConfig } from "../config/instance";
import { type MailKind, mailKinds } from "../config/auth";
import type { InstanceSpec, Service, Urls } from "../spec";
import { database, dsn } from "./database";
import { wget } from "./probe";
import { templateUrl } from "./templates";

type Env = Record<string, pulumi.Input<string>>;

/** GoTrue: sign-up, sign-in and tokens. */
export const auth: Service = (instance, secrets, urls) => {
  const settings = instance.config.auth;
  return {
    env: {
      API_EXTERNAL_URL: urls.auth,
      GOTRUE_API_HOST: "0.0.0.0",
      GOTRUE_API_PORT: "9999",
      GOTRUE_DB_DATABASE_URL: dsn("postgres", "supabase_auth_admin", secrets.postgresPassword, database.name),
      GOTRUE_DB_DRIVER: "postgres",
      GOTRUE_DISABLE_SIGNUP: String(!settings.enableSignup),
      GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED: String(settings.anonymous),
      GOTRUE_EXTERNAL_EMAIL_ENABLED: String(settings.email.enabled),
      GOTRUE_EXTERNAL_PHONE_ENABLED: String(settings.phone.enabled),
      GOTRUE_JWT_ADMIN_ROLES: "service_role",
      GOTRUE_JWT_AUD: "authenticated",
      GOTRUE_JWT_DEFAULT_GROUP_NAME: "authenticated",
      GOTRUE_JWT_EXP: String(settings.jwtExpiry),
      GOTRUE_JWT_ISSUER: urls.auth,
      GOTRUE_JWT_KEYS: secrets.jwtKeys,
      GOTRUE_JWT_SECRET: secrets.jwtSecret,
      GOTRUE_MAILER_AUTOCONFIRM: String(settings.email.autoconfirm),
      GOTRUE_SITE_URL: urls.site,
      GOTRUE_SMS_AUTOCONFIRM: String(settings.phone.autoconfirm),
      GOTRUE_URI_ALLOW_LIST: settings.redirectUrls.join(","),
      ...optional("GOTRUE_MAILER_OTP_EXP", settings.email.otpExpiry),
      ...optional("GOTRUE_PASSWORD_MIN_LENGTH", settings.passwordMinLength),
      ...(instance.config.logLevel === "info" ? {} : { GOTRUE_LOG_LEVEL: instance.config.logLevel }),
      ...mfa(settings.mfa),
      ...smtp(settings.smtp, urls),
      ...mails(instance),
      ...providers(settings.providers, urls),
      ...hooks(settings.hooks),
    },
    healthcheck: wget("http://127.0.0.1:9999/health"),
    needsDatabase: true,
    after: instance.services.includes("templates") ? ["templates"] : [],
  };
};

function optional(name: string, value: string | number | undefined): Env {
  return value === undefined ? {} : { [name]: String(value) };
}

function mfa(settings: InstanceConfig["auth"]["mfa"]): Env {
  return {
    GOTRUE_MFA_MAX_ENROLLED_FACTORS: String(settings.maxFactors),
    GOTRUE_MFA_PHONE_ENROLL_ENABLED: String(settings.phoneEnroll),
    GOTRUE_MFA_PHONE_VERIFY_ENABLED: String(settings.phoneVerify),
    GOTRUE_MFA_TOTP_ENROLL_ENABLED: String(settings.totpEnroll),
    GOTRUE_MFA_TOTP_VERIFY_ENABLED: String(settings.totpVerify),
  };
}

/** Without a mail server of its own, the instance's catcher takes the mails; it accepts any user. */
function smtp(settings: InstanceConfig["auth"]["smtp"], urls: Urls): Env {
  if (settings === undefined) {
    return {
      GOTRUE_SMTP_ADMIN_EMAIL: `admin@${new URL(urls.api).hostname}`,
      GOTRUE_SMTP_HOST: "mail",
      GOTRUE_SMTP_PASS: "catcher",
      GOTRUE_SMTP_PORT: "1025",
      GOTRUE_SMTP_SENDER_NAME: "Supabase",
      GOTRUE_SMTP_USER: "catcher",
    };
  }
  return {
    GOTRUE_SMTP_ADMIN_EMAIL: settings.adminEmail,
    GOTRUE_SMTP_HOST: settings.host,
    GOTRUE_SMTP_PASS: settings.password?.open() ?? "",
    GOTRUE_SMTP_PORT: String(settings.port),
    GOTRUE_SMTP_SENDER_NAME: settings.senderName,
    GOTRUE_SMTP_USER: settings.user ?? "",
    ...optional("GOTRUE_SMTP_MAX_FREQUENCY", settings.maxFrequency),
  };
}

const inCapitals = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function mails(instance: InstanceSpec): Env {
  const env: Env = {};
  for (const kind of ["INVITE", "CONFIRMATION", "RECOVERY", "EMAIL_CHANGE"]) {
    env[`GOTRUE_MAILER_URLPATHS_${kind}`] = "/auth/v1/verify";
  }
  for (const kind of mailKinds) {
    const subject = instance.config.auth.mail.subjects[kind];
    if (subject !== undefined) env[`GOTRUE_MAILER_SUBJECTS_${inCapitals(kind)}`] = subject;
    Object.assign(env, template(kind, instance));
  }
  return env;
}

function template(kind: MailKind, instance: InstanceSpec): Env {
  const text = instance.mailTemplates[kind];
  return text === undefined ? {} : { [`GOTRUE_MAILER_TEMPLATES_${inCapitals(kind)}`]: templateUrl(kind, text) };
}

function providers(settings: InstanceConfig["auth"]["providers"], urls: Urls): Env {
  const env: Env = {};
  for (const [name, provider] of Object.entries(settings)) {
    if (provider === undefined) continue;
    const prefix = `GOTRUE_EXTERNAL_${name.toUpperCase()}`;
    for (const [field, value] of Object.entries(provider.extra)) env[`${prefix}_${field}`] = value;
    env[`${prefix}_ENABLED`] = String(provider.enabled);
    env[`${prefix}_CLIENT_ID`] = provider.clientId;
    env[`${prefix}_REDIRECT_URI`] = provider.redirectUri ?? `${urls.auth}/callback`;
    if (provider.secret !== undefined) env[`${prefix}_SECRET`] = provider.secret.open();
    if (provider.url !== undefined) env[`${prefix}_URL`] = provider.url;
  }
  return env;
}

function hooks(settings: InstanceConfig["auth"]["hooks"]): Env {
  const env: Env = {};
  for (const [name, hook] of Object.entries(settings)) {
    if (hook === undefined) continue;
    const prefix = `GOTRUE_HOOK_${inCapitals(name)}`;
    env[`${prefix}_ENABLED`] = "true";
    env[`${prefix}_URI`] = hook.uri;
    if (hook.secrets !== undefined) env[`${prefix}_SECRETS`] = hook.secrets.open();
  }
  return env;
}
