import { z } from "zod";
import { email, httpUrl } from "./addresses";
import { secretValue } from "./secretValue";
import { byName, flag, line, list, object, pattern, port, prose, whole } from "./words";

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
  enabled: flag.default(true).describe("Let users sign in with it."),
  clientId: line("the client id the provider gave you").describe("Client id, as the provider shows it."),
  secret: secretValue.optional().describe("Client secret, as the provider shows it."),
  redirectUri: httpUrl
    .optional()
    .describe("Address the provider sends users back to; /auth/v1/callback below the API address when unset."),
  url: httpUrl.optional().describe("Address of your own server, for GitLab, Keycloak, Azure and WorkOS."),
  extra: byName(pattern(/^[A-Z][A-Z0-9_]*$/, "a field in capitals, such as SKIP_NONCE_CHECK"), line(), "fields by name")
    .default({})
    .describe("Further fields: SKIP_NONCE_CHECK becomes GOTRUE_EXTERNAL_<PROVIDER>_SKIP_NONCE_CHECK."),
}).meta({ id: "provider", description: "Sign-in with this provider." });

const hookAddress =
  "should be an address that starts with http:// or https://, without spaces, user or password, or pg-functions://postgres/<schema>/<function>";
/** Postgres cuts a longer name short. */
const databaseFunction = z.string().regex(/^pg-functions:\/\/postgres\/[A-Za-z0-9_]{1,63}\/[A-Za-z0-9_]{1,63}$/);

const hook = object({
  uri: z
    .union([httpUrl, databaseFunction], { error: hookAddress })
    .describe("What Auth calls: an address, or a function in the database."),
  secrets: secretValue.optional().describe("Secret that signs calls of an address: v1,whsec_ and base64."),
}).meta({ id: "hook", description: "What Auth calls at this point." });

const smtp = object({
  host: pattern(/^[A-Za-z0-9.-]+$/, "a host name").describe("Host name of the mail server."),
  port: port.default(587).describe("Port of the mail server."),
  user: line("a user name").optional().describe("User name for the mail server."),
  password: secretValue.optional().describe("Password for the mail server."),
  senderName: line("a name").default("Supabase").describe("Name that mails come from."),
  adminEmail: email.describe("Address that mails come from."),
  maxFrequency: pattern(/^[1-9][0-9]*(s|m|h)$/, "a duration such as 60s")
    .optional()
    .describe("Shortest time between two mails to the same user; Auth's own when unset."),
});

const subject = line("one line of text", 200).meta({
  id: "mailSubject",
  description: "Subject line of this kind of mail; Auth's own when unset.",
});
const body = z
  .union(
    [
      prose("the text of a mail"),
      object({
        file: line("a path").describe(
          "File of the machine that runs Pulumi; the path starts at the folder of Pulumi.yaml.",
        ),
      }),
    ],
    {
      error: "should be the text of a mail or { file: path }",
    },
  )
  .meta({
    id: "mailBody",
    description: "HTML body of this kind of mail, or the file that holds it; Auth's own when unset.",
  });

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
    .describe("Your application, where users land after a link in a mail; the API address when unset."),
  redirectUrls: list(
    pattern(
      /^[a-z][a-z0-9+.-]*:\/\/[^\s",\u0000-\u001f\u007f-\u009f]+$/,
      "an address such as https://app.example.com/**, without spaces, quotes or commas",
    ),
    "addresses",
  )
    .default([])
    .describe("Further addresses that a sign-in may return to; * stands for text without . and /, ** for any text."),
  enableSignup: flag.default(true).describe("Let new users sign up."),
  email: object({
    enabled: flag.default(true).describe("Let users sign up and in with an e-mail address."),
    autoconfirm: flag.default(false).describe("Accept addresses without a mail that confirms them."),
    otpExpiry: whole(60, 86400, "a whole number of seconds")
      .optional()
      .describe("Seconds a code or link in a mail stays valid; Auth's own when unset."),
  })
    .prefault({})
    .describe("Sign-in with an e-mail address."),
  phone: object({
    enabled: flag
      .default(false)
      .describe("Let users sign up and in with a phone number; needs an SMS provider in env.auth."),
    autoconfirm: flag.default(false).describe("Accept numbers without a message that confirms them."),
  })
    .prefault({})
    .describe("Sign-in with a phone number."),
  anonymous: flag.default(false).describe("Let users sign in without credentials."),
  jwtExpiry: whole(60, 604800, "a whole number of seconds")
    .default(3600)
    .describe("Seconds a user's access token stays valid."),
  passwordMinLength: whole(6, 72)
    .optional()
    .describe("Shortest password a user may choose, in characters; Auth's own when unset."),
  smtp: smtp.optional().describe("Mail server for real mails; the instance's own mail catcher when unset."),
  mail: object({
    subjects: kinds(subject).prefault({}).describe("Subject line per kind of mail."),
    templates: kinds(body)
      .prefault({})
      .describe("HTML body per kind of mail, with Go template fields such as {{ .ConfirmationURL }}."),
  })
    .prefault({})
    .describe("Texts of the mails."),
  hooks: object(
    Object.fromEntries(hookNames.map((name) => [name, hook.optional()])) as Record<
      (typeof hookNames)[number], // fromEntries forgets the key names that hookNames lists
      z.ZodOptional<typeof hook>
    >,
  )
    .prefault({})
    .describe("What Auth calls on the way, by the point at which it does."),
  mfa: object({
    totpEnroll: flag.default(true).describe("Let users add an authenticator app."),
    totpVerify: flag.default(true).describe("Let users sign in with an authenticator app."),
    phoneEnroll: flag.default(false).describe("Let users add a phone number."),
    phoneVerify: flag.default(false).describe("Let users sign in with a code sent to their phone."),
    maxFactors: whole(1, 30).default(10).describe("Most second factors one user may add."),
  })
    .prefault({})
    .describe("Second factors."),
  providers: object(
    Object.fromEntries(providerNames.map((name) => [name, provider.optional()])) as Record<
      (typeof providerNames)[number], // as above
      z.ZodOptional<typeof provider>
    >,
  )
    .prefault({})
    .describe("Sign-in with other services, by their names."),
});
