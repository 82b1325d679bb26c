import { providerNames } from "../../../components/config/auth";
import { type Row, instance } from "./row";

const address = "should be an address that starts with http:// or https://, without spaces, user or password";

const provider = (mistake: string, name: string, settings: unknown, ...problems: string[]): Row =>
  instance(
    mistake,
    { auth: { providers: { [name]: settings } } },
    ...problems.map((problem) => `auth/providers/${problem}`),
  );

export const providerRows: readonly Row[] = [
  instance("providers as a list", { auth: { providers: ["google"] } }, "auth/providers: should be a group of settings"),
  ...providerNames.map((name) =>
    provider(
      `${name} without a client id`,
      name,
      {},
      `${name}/clientId: is missing; it should be the client id the provider gave you`,
    ),
  ),
  provider("a misspelled provider", "gogle", { clientId: "id" }, 'gogle: is no setting; did you mean "google"?'),
  provider("a provider in capitals", "GitHub", { clientId: "id" }, 'GitHub: is no setting; did you mean "github"?'),
  provider("a provider that is true", "google", true, "google: should be a group of settings"),
  provider(
    "a switch in words",
    "google",
    { clientId: "id", enabled: "yes" },
    "google/enabled: should be true or false",
  ),
  provider(
    "a client id that is a number",
    "google",
    { clientId: 5 },
    "google/clientId: should be the client id the provider gave you",
  ),
  provider(
    "a client secret that is a number",
    "google",
    { clientId: "id", secret: 5 },
    "google/secret: should be a secret: text, { file: path } or { env: NAME }",
  ),
  provider(
    "a way back that is relative",
    "google",
    { clientId: "id", redirectUri: "/callback" },
    `google/redirectUri: ${address}`,
  ),
  provider("a server without a scheme", "gitlab", { clientId: "id", url: "git.example.com" }, `gitlab/url: ${address}`),
  provider(
    "further fields as a list",
    "google",
    { clientId: "id", extra: ["A"] },
    "google/extra: should be a group of fields by name",
  ),
  provider(
    "a further field in small letters",
    "google",
    { clientId: "id", extra: { skip_nonce_check: "true" } },
    "google/extra/skip_nonce_check: should be a field in capitals, such as SKIP_NONCE_CHECK",
  ),
  provider(
    "a further field that is a flag",
    "google",
    { clientId: "id", extra: { SKIP_NONCE_CHECK: true } },
    "google/extra/SKIP_NONCE_CHECK: should be one line of text",
  ),
];
