import { type MailKind, mailKinds, providerNames } from "../../../../components/config/auth";
import type { InstanceSpec } from "../../../../components/spec";
import { instanceUrls } from "../../../../components/urls";
import { type Field, flagField, listField, numberField, textField, wrong } from "./field";

const inSnake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const auth = ({ config }: InstanceSpec) => config.auth;

const mail = (kind: MailKind): Field[] => [
  textField(`mailer_subjects_${inSnake(kind)}`, ["auth", "mail", "subjects", kind], (spec) => auth(spec).mail.subjects[kind] ?? null), // prettier-ignore
  textField(`mailer_templates_${inSnake(kind)}_content`, ["auth", "mail", "templates", kind], (spec) => spec.mailTemplates[kind] ?? null), // prettier-ignore
];

type ProviderName = (typeof providerNames)[number];

/** Providers that the vendor's API knows; some of ours it does not. */
const told = providerNames.filter((name) => !["fly", "linkedin", "snapchat", "vercel_marketplace"].includes(name));
const withAddress: readonly ProviderName[] = ["azure", "gitlab", "keycloak", "workos"];

function provider(name: ProviderName): Field[] {
  const path = (field: string) => ["auth", "providers", name, field];
  const own = (spec: InstanceSpec) => auth(spec).providers[name];
  return [
    {
      key: `external_${name}_enabled`,
      read: (spec) => own(spec)?.enabled ?? false,
      write(value, spec) {
        if (typeof value !== "boolean") throw wrong(`external_${name}_enabled`, "true or false");
        // One that is off and says no more need not be in the list.
        return value || own(spec) !== undefined ? [{ path: path("enabled"), value }] : [];
      },
    },
    {
      key: `external_${name}_client_id`,
      read: (spec) => own(spec)?.clientId ?? null,
      write(value) {
        if (value === null || value === "") return [{ path: ["auth", "providers", name], value: undefined }];
        if (typeof value !== "string") throw wrong(`external_${name}_client_id`, "text");
        return [{ path: path("clientId"), value }];
      },
    },
    ...(withAddress.includes(name)
      ? [textField(`external_${name}_url`, path("url"), (spec) => own(spec)?.url ?? null)]
      : []),
  ];
}

/** What of Auth's settings can be read and written through the Management API. Its secrets are in `authSecrets`. */
export const authFields: readonly Field[] = [
  textField("site_url", ["auth", "siteUrl"], (spec) => instanceUrls(spec).site),
  listField("uri_allow_list", ["auth", "redirectUrls"], (spec) => auth(spec).redirectUrls),
  flagField("disable_signup", ["auth", "enableSignup"], (spec) => auth(spec).enableSignup, { inverted: true }),
  flagField("external_email_enabled", ["auth", "email", "enabled"], (spec) => auth(spec).email.enabled),
  flagField("mailer_autoconfirm", ["auth", "email", "autoconfirm"], (spec) => auth(spec).email.autoconfirm),
  numberField("mailer_otp_exp", ["auth", "email", "otpExpiry"], (spec) => auth(spec).email.otpExpiry ?? 86_400),
  flagField("external_phone_enabled", ["auth", "phone", "enabled"], (spec) => auth(spec).phone.enabled),
  flagField("sms_autoconfirm", ["auth", "phone", "autoconfirm"], (spec) => auth(spec).phone.autoconfirm),
  flagField("external_anonymous_users_enabled", ["auth", "anonymous"], (spec) => auth(spec).anonymous),
  numberField("jwt_exp", ["auth", "jwtExpiry"], (spec) => auth(spec).jwtExpiry),
  numberField("password_min_length", ["auth", "passwordMinLength"], (spec) => auth(spec).passwordMinLength ?? 6),
  textField("smtp_host", ["auth", "smtp", "host"], (spec) => auth(spec).smtp?.host ?? null),
  {
    key: "smtp_port",
    read: (spec) => (auth(spec).smtp === undefined ? null : String(auth(spec).smtp?.port)),
    write: (value) => {
      if (value === null || value === "") return [{ path: ["auth", "smtp", "port"], value: undefined }];
      if (!/^\d{1,5}$/.test(String(value))) throw wrong("smtp_port", "a port");
      return [{ path: ["auth", "smtp", "port"], value: Number(value) }];
    },
  },
  textField("smtp_user", ["auth", "smtp", "user"], (spec) => auth(spec).smtp?.user ?? null),
  textField("smtp_sender_name", ["auth", "smtp", "senderName"], (spec) => auth(spec).smtp?.senderName ?? null),
  textField("smtp_admin_email", ["auth", "smtp", "adminEmail"], (spec) => auth(spec).smtp?.adminEmail ?? null),
  numberField("mfa_max_enrolled_factors", ["auth", "mfa", "maxFactors"], (spec) => auth(spec).mfa.maxFactors),
  flagField("mfa_totp_enroll_enabled", ["auth", "mfa", "totpEnroll"], (spec) => auth(spec).mfa.totpEnroll),
  flagField("mfa_totp_verify_enabled", ["auth", "mfa", "totpVerify"], (spec) => auth(spec).mfa.totpVerify),
  flagField("mfa_phone_enroll_enabled", ["auth", "mfa", "phoneEnroll"], (spec) => auth(spec).mfa.phoneEnroll),
  flagField("mfa_phone_verify_enabled", ["auth", "mfa", "phoneVerify"], (spec) => auth(spec).mfa.phoneVerify),
  ...mailKinds.flatMap(mail),
  ...told.flatMap(provider),
];

/** Keys that carry a secret in a request, and the setting that it becomes; no answer tells one. */
export const authSecrets: Readonly<Record<string, readonly string[]>> = {
  smtp_pass: ["auth", "smtp", "password"],
  ...Object.fromEntries(told.map((name) => [`external_${name}_secret`, ["auth", "providers", name, "secret"]])),
};
