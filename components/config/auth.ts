import { z } from "zod";
import { secretValue } from "./secretValue";
import { flag, httpUrl, line, object, oneOf, pattern, port, prose, whole } from "./words";

/** Kinds of mail Auth sends, by the names its own variables use. */
export const mailKinds = [
  "confirmation",
  "recovery",
  "invite",
  "magicLink",
  "emailChange",
  "reauthentication",
] as const;
export type MailKind = (typeof mailKinds)[number];

/** Providers of the newest release, by the name that a user writes; the variable says it in capitals. */
export const providerNames = [
  "apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly", "github", "gitlab", "google", "kakao", "keycloak",
  "linkedin", "linkedin_oidc", "notion", "slack", "slack_oidc", "snapchat", "spotify", "twitch", "twitter",
  "vercel_marketplace", "workos", "x", "zoom",
] as const; // prettier-ignore

export const hookNames = [
  "customAccessToken",
  "mfaVerificationAttempt",
  "passwordVerificationAttempt",
  "sendSms",
  "sendEmail",
  "beforeUserCreated",
  "afterUserCreated",
] as const;

const provider = object({
  enabled: flag.default(true).describe("Whether users may sign in with it."),
  clientId: line("the client id the provider gave you").describe("Client id, as the provider shows it."),
  secret: secretValue.optional().describe("Client secret."),
  redirectUri: httpUrl
    .optional()
    .describe("Address the provider sends users back to; <API>/auth/v1/callback when unset."),
  url: httpUrl.optional().describe("Address of your own server, for GitLab, Keycloak, Azure and WorkOS."),
  extra: z
    .record(pattern(/^[A-Z][A-Z0-9_]*$/, "a field in capitals, such as SKIP_NONCE_CHECK"), line())
    .default({})
    .describe("Further fields: SKIP_NONCE_CHECK becomes GOTRUE_EXTERNAL_<PROVIDER>_SKIP_NONCE_CHECK."),
});

const hook = object({
  uri: pattern(
    /^(https?:\/\/[^\s"'`]+|pg-functions:\/\/postgres\/[A-Za-z0-9_]+\/[A-Za-z0-9_]+)$/,
    "http(s)://… or pg-functions://postgres/<schema>/<function>",
  ).describe("What is called."),
  secrets: secretValue.optional().describe('For http hooks: "v1,whsec_" and base64.'),
});

const smtp = object({
  host: pattern(/^[A-Za-z0-9.-]+$/, "a host name"),
  port: port.default(587),
  user: line("a user name").optional(),
  password: secretValue.optional(),
  senderName: line("a name").default("Supabase"),
  adminEmail: pattern(/^[^\s@"<>]+@[^\s@"<>]+$/, "an e-mail address").describe("Address that mails come from."),
  maxFrequency: pattern(/^[1-9][0-9]*(s|m|h)$/, "a duration such as 60s").optional(),
});

const subject = line("one line of text", 200);

const kinds = <T extends z.ZodType>(type: T) =>
  object({
    confirmation: type.optional(),
    recovery: type.optional(),
    invite: type.optional(),
    magicLink: type.optional(),
    emailChange: type.optional(),
    reauthentication: type.optional(),
  }) satisfies z.ZodType;

export const auth = object({
  siteUrl: httpUrl
    .optional()
    .describe("Your application: where users land after a link in a mail. The API address when unset."),
  redirectUrls: z
    .array(pattern(/^[a-z][a-z0-9+.-]*:\/\/[^\s",]+$/, "an address, * and ** allowed, without commas"))
    .default([])
    .describe("Further addresses that a sign-in may return to."),
  enableSignup: flag.default(true).describe("Whether new users may sign up."),
  email: object({
    enabled: flag.default(true).describe("Sign-up and sign-in with e-mail."),
    autoconfirm: flag.default(false).describe("Accept addresses without a mail that confirms them."),
    otpExpiry: whole(60, 86400, "seconds").optional().describe("Seconds a code or link in a mail stays valid."),
  }).prefault({}),
  phone: object({
    enabled: flag
      .default(false)
      .describe("Sign-up and sign-in with a phone number; needs an SMS provider in env.auth."),
    autoconfirm: flag.default(false).describe("Accept numbers without a message that confirms them."),
  }).prefault({}),
  anonymous: flag.default(false).describe("Let users sign in without credentials."),
  jwtExpiry: whole(60, 604800, "seconds").default(3600).describe("Seconds a user's access token stays valid."),
  passwordMinLength: whole(6, 72).optional().describe("Shortest password a user may choose."),
  smtp: smtp.optional().describe("Mail server for real mails; the instance's own mail catcher when unset."),
  mail: object({
    subjects: kinds(subject).prefault({}).describe("Subject line per kind of mail."),
    templates: kinds(
      z.union([prose("the text of a mail"), object({ file: line("a path") })], {
        error: "should be the text of a mail or { file: path }",
      }),
    )
      .prefault({})
      .describe("HTML body per kind of mail, with Go template fields such as {{ .ConfirmationURL }}."),
  }).prefault({}),
  hooks: object(
    Object.fromEntries(hookNames.map((name) => [name, hook.optional()])) as Record<
      (typeof hookNames)[number], // fromEntries forgets the key names that hookNames lists
      z.ZodOptional<typeof hook>
    >,
  )
    .prefault({})
    .describe("Functions Auth calls on the way."),
  mfa: object({
    totpEnroll: flag.default(true).describe("Users may add an authenticator app."),
    totpVerify: flag.default(true).describe("Users may sign in with it."),
    phoneEnroll: flag.default(false).describe("Users may add a phone number as second factor."),
    phoneVerify: flag.default(false).describe("Users may sign in with it."),
    maxFactors: whole(1, 30).default(10).describe("Second factors per user."),
  }).prefault({}),
  providers: z
    .partialRecord(oneOf(...providerNames), provider)
    .default({})
    .describe("Sign-in providers by name."),
});
