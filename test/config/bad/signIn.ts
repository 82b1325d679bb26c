import { hookNames } from "../../../components/config/auth";
import { type Row, instance } from "./row";

const http = "should be an address that starts with http:// or https://";
const address = `${http}, without spaces, user or password`;
const redirect = "should be an address such as https://app.example.com/**, without spaces, quotes or commas";
const hook = `${address}, or pg-functions://postgres/<schema>/<function>`;

const auth = (mistake: string, settings: unknown, ...problems: string[]): Row =>
  instance(mistake, { auth: settings }, ...problems.map((problem) => `auth/${problem}`));

const flags: readonly Row[] = [
  ...["enableSignup", "anonymous"].map((name) =>
    auth(`${name} in quotes`, { [name]: "true" }, `${name}: should be true or false`),
  ),
  ...["email", "phone"].flatMap((by) =>
    ["enabled", "autoconfirm"].map((name) =>
      auth(`${by}: ${name} as a number`, { [by]: { [name]: 1 } }, `${by}/${name}: should be true or false`),
    ),
  ),
  ...["totpEnroll", "totpVerify", "phoneEnroll", "phoneVerify"].map((name) =>
    auth(`mfa: ${name} that is null`, { mfa: { [name]: null } }, `mfa/${name}: should be true or false`),
  ),
];

export const signInRows: readonly Row[] = [
  instance("Auth as a switch", { auth: true }, "auth: should be a group of settings"),
  auth("an application without a scheme", { siteUrl: "app.example.com" }, `siteUrl: ${address}`),
  auth("an application by ftp", { siteUrl: "ftp://app.example.com" }, `siteUrl: ${address}`),
  auth("an application with a password", { siteUrl: "https://me:secret@app.example.com" }, `siteUrl: ${address}`),
  auth("an application with a space", { siteUrl: "https://app.example.com/my page" }, `siteUrl: ${address}`),
  auth("an application on no host", { siteUrl: "https://" }, `siteUrl: ${address}`),
  auth("an application that is a number", { siteUrl: 3000 }, `siteUrl: ${http}`),
  auth(
    "redirects in one text",
    { redirectUrls: "https://a.org,https://b.org" },
    "redirectUrls: should be a list of addresses",
  ),
  auth("a redirect with a comma", { redirectUrls: ["https://a.org/{b,c}"] }, `redirectUrls/0: ${redirect}`),
  auth("a redirect without a scheme", { redirectUrls: ["https://a.org", "a.org/**"] }, `redirectUrls/1: ${redirect}`),
  ...flags,
  auth(
    "a code that is valid for a second",
    { email: { otpExpiry: 1 } },
    "email/otpExpiry: should be a whole number of seconds from 60 to 86400",
  ),
  auth(
    "a code with a unit",
    { email: { otpExpiry: "1h" } },
    "email/otpExpiry: should be a whole number of seconds from 60 to 86400",
  ),
  auth(
    "a token that is valid for a month",
    { jwtExpiry: 2_592_000 },
    "jwtExpiry: should be a whole number of seconds from 60 to 604800",
  ),
  auth(
    "a password of five characters",
    { passwordMinLength: 5 },
    "passwordMinLength: should be a whole number from 6 to 72",
  ),
  auth(
    "a password longer than bcrypt reads",
    { passwordMinLength: 73 },
    "passwordMinLength: should be a whole number from 6 to 72",
  ),
  auth("no second factor", { mfa: { maxFactors: 0 } }, "mfa/maxFactors: should be a whole number from 1 to 30"),
  auth("e-mail as a switch", { email: true }, "email: should be a group of settings"),
  ...hookNames.map((name) =>
    auth(`${name} by ftp`, { hooks: { [name]: { uri: "ftp://a.org" } } }, `hooks/${name}/uri: ${hook}`),
  ),
  auth("a hook without an address", { hooks: { sendSms: {} } }, `hooks/sendSms/uri: is missing; it ${hook}`),
  auth(
    "a hook in another database",
    { hooks: { sendSms: { uri: "pg-functions://other/public/f" } } },
    `hooks/sendSms/uri: ${hook}`,
  ),
  auth("a hook with a password", { hooks: { sendSms: { uri: "https://me:pw@a.org" } } }, `hooks/sendSms/uri: ${hook}`),
  auth("a hook that is text", { hooks: { sendSms: "https://a.org" } }, "hooks/sendSms: should be a group of settings"),
  auth(
    "a hook with an empty secret",
    { hooks: { sendSms: { uri: "https://a.org", secrets: "" } } },
    "hooks/sendSms/secrets: is empty; it should be text, { file: path } or { env: NAME }",
  ),
];
