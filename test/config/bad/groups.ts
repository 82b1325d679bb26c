import { hookNames, providerNames } from "../../../components/config/auth";
import { serviceNames } from "../../../components/config/services";
import { type Row, instance } from "./row";

const groups: readonly string[] = [
  ...["auth/phone", "auth/mfa", "auth/hooks", "auth/mail/subjects", "auth/mail/templates", "auth/smtp"],
  ...["database", "studio", "keys"],
  ...hookNames.map((name) => `auth/hooks/${name}`),
  ...providerNames.map((name) => `auth/providers/${name}`),
  ...serviceNames.map((name) => `resources/${name}`),
];

/** Settings with one value, deep inside. */
const nested = (path: string, value: unknown): Record<string, unknown> =>
  path.split("/").reduceRight((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>; // a path has one part at least

/** What is no group although it has to be one. */
export const groupRows: readonly Row[] = [
  ...groups.map((path) => instance(`${path} as text`, nested(path, "on"), `${path}: should be a group of settings`)),
  ...serviceNames.map((name) =>
    instance(`env/${name} as text`, { env: { [name]: "A=b" } }, `env/${name}: should be a group of variables by name`),
  ),
  ...hookNames.map((name) =>
    instance(
      `a secret of ${name} that is a number`,
      { auth: { hooks: { [name]: { uri: "https://a.org", secrets: 5 } } } },
      `auth/hooks/${name}/secrets: should be a secret: text, { file: path } or { env: NAME }`,
    ),
  ),
];
