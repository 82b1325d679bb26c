import { services } from "../../components/services";
import type { ContainerSpec, InstanceSpec } from "../../components/spec";
import { instanceUrls } from "../../components/urls";
import { providerNames } from "../../components/config/auth";
import { acme, secretsOf } from "./fixtures";
import { settled } from "./mocks";

/** A container with every secret opened. */
export type Rendered = Omit<ContainerSpec, "env" | "files"> & {
  readonly env: Readonly<Record<string, string>>;
  readonly files?: readonly { readonly path: string; readonly content: string }[];
};

/** Every container of an instance; the gateway under the name of the program that serves as one. */
export async function render(instance: InstanceSpec): Promise<ReadonlyMap<string, Rendered>> {
  const secrets = await secretsOf();
  const urls = instanceUrls(instance);
  const all = instance.services.map(async (name) => {
    const called = name === "gateway" && instance.config.gateway === "kong" ? "kong" : name;
    return [called, await settled(services[name](instance, secrets, urls))] as const;
  });
  return new Map(await Promise.all(all));
}

const provider = { clientId: "client", secret: "provider-secret", extra: { EMAIL_OPTIONAL: "true" } };
const hook = { uri: "https://hooks.example.com/auth", secrets: "v1,whsec_c2VjcmV0" };
const text = "<p>{{ .ConfirmationURL }}</p>";
const everyKind = <T>(value: T) => ({
  confirmation: value,
  recovery: value,
  invite: value,
  magicLink: value,
  emailChange: value,
  reauthentication: value,
});

/** Instances that differ in what decides about variables. */
export const variations: Readonly<Record<string, InstanceSpec>> = {
  "with defaults": acme(),
  "with no Caddy in front": acme({}, { edge: { mode: "none" } }),
  "with Kong and analytics": acme({ gateway: "kong", services: { analytics: true } }),
  "without the optional services": acme({
    services: { realtime: false, storage: false, imgproxy: false, functions: false, studio: false, meta: false, pooler: false },
    ports: {},
  }), // prettier-ignore
  "with objects in a bucket": acme({
    storage: {
      store: { backend: "s3", bucket: "objects", endpoint: "https://s3.example.com", accessKeyId: "id", secretAccessKey: "s" },
    },
  }), // prettier-ignore
  "with objects in a bucket of Amazon's, not resized": acme({
    services: { imgproxy: false },
    storage: { store: { backend: "s3", bucket: "objects", accessKeyId: "id", secretAccessKey: "s" } },
  }),
  "with every provider of sign-ins": acme({
    auth: {
      providers: Object.fromEntries(
        providerNames.map((name) => [
          name,
          ["keycloak", "workos", "gitlab"].includes(name) ? { ...provider, url: "https://id.example.com" } : provider,
        ]),
      ),
    },
  }),
  "with hooks": acme({
    auth: {
      hooks: {
        customAccessToken: { uri: "pg-functions://postgres/public/token" },
        mfaVerificationAttempt: hook,
        passwordVerificationAttempt: hook,
        sendSms: hook,
        sendEmail: hook,
        beforeUserCreated: hook,
        afterUserCreated: hook,
      },
    },
  }),
  "with a mail server and own mails": acme({
    services: { mail: false },
    auth: {
      smtp: { host: "smtp.example.com", user: "u", password: "p", adminEmail: "a@example.com", maxFrequency: "60s" },
      mail: { subjects: everyKind("Hello"), templates: everyKind(text) },
    },
  }),
  "with every other setting of Auth": acme({
    auth: {
      siteUrl: "https://app.example.com",
      redirectUrls: ["https://app.example.com/**", "https://b.example.com"],
      enableSignup: false,
      email: { otpExpiry: 600, autoconfirm: true },
      phone: { enabled: true, autoconfirm: true },
      anonymous: true,
      jwtExpiry: 60,
      passwordMinLength: 12,
    },
  }),
  "with functions' own variables": acme({ functions: { env: { GREETING: "hello" }, verifyJwt: true } }),
  "with an OpenAI key": acme({ studio: { openaiApiKey: "sk-1", organization: "Acme", project: "Shop" } }),
  ...Object.fromEntries(
    ["debug", "warn", "error"].map((logLevel) => [
      `at log level ${logLevel}`,
      acme({ logLevel, services: { analytics: true } }),
    ]),
  ),
};
