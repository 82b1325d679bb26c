import * as pulumi from "@pulumi/pulumi";
import { fleetFrom, report } from "../../components/config/read";
import { Problems } from "../../components/config/problems";
import * as keys from "../../components/keys";
import type { Fleet, InstanceSpec, Secrets } from "../../components/spec";

type Settings = Readonly<Record<string, unknown>>;

/** Instances as a stack file lists them, on one host unless `more` says otherwise. @throws Error with the report. */
export function fleetOf(instances: readonly Settings[], more: Settings = {}): Fleet {
  const problems = new Problems();
  const fleet = fleetFrom({ domain: "example.com", instances, ...more }, problems);
  if (fleet === undefined || problems.list.length > 0) throw new Error(report("test", problems.list));
  return fleet;
}

/** The instance `acme`, on a port and a subnet that no change of the allocator moves. */
export function acme(settings: Settings = {}, host: Settings = {}): InstanceSpec {
  const fixed = { ports: { gateway: 8000, mail: 8025 }, subnet: "10.213.0.0/26" };
  const [instance] = fleetOf([{ name: "acme", ...fixed, ...settings }], { hosts: { local: host } }).instances;
  if (instance === undefined) throw new Error("the list is not empty");
  return instance;
}

/** Long enough that no test stops to pass some day. */
const life = keys.lifetime("2026-01-01", 100);

/** Fixed secrets in plain text; keys and tokens are real ones. */
export async function plainSecrets() {
  const jwtSecret = "jwt-secret-of-the-tests-forty-characters";
  const pair = keys.signingKey("seed of the tests");
  return {
    postgresPassword: "database-password-today",
    initialPostgresPassword: "database-password-at-first",
    jwtSecret,
    anonKey: await keys.apiKey("anon", jwtSecret, life),
    serviceRoleKey: await keys.apiKey("service_role", jwtSecret, life),
    publishableKey: keys.opaqueKey("publishable", "publishable-key-random"),
    secretKey: keys.opaqueKey("secret", "secret-key-random-text"),
    jwtKeys: keys.jwtKeys(pair, jwtSecret),
    jwtJwks: keys.jwtJwks(pair, jwtSecret),
    anonKeyAsymmetric: keys.apiKeyAsymmetric("anon", pair, life),
    serviceRoleKeyAsymmetric: keys.apiKeyAsymmetric("service_role", pair, life),
    dashboardPassword: "dashboard-password",
    // bcrypt of the password above.
    dashboardPasswordHash: "$2b$10$c2FsdG9mdGhldGVzdHNmbuVjkkdu2zERVTawUql139If01sfuEaNu",
    secretKeyBase: "secret-key-base-of-the-tests-which-has-to-have-sixty-four-letters",
    realtimeDbEncKey: "sixteen-letters-",
    vaultEncKey: "thirty-two-letters-for-the-vault",
    pgMetaCryptoKey: "thirty-two-letters-for-meta-only",
    logflarePublicToken: "public-token-of-thirty-two-chars",
    logflarePrivateToken: "private-token-of-thirty-two-char",
    s3ProtocolKeyId: "s3-protocol-key-id-of-the-tests",
    s3ProtocolKeySecret: "s3-protocol-key-secret-of-the-tests",
    backupPassword: "backup-password-of-the-tests",
  } satisfies Record<keyof Secrets, string>;
}

/** The same, as services get them. */
export async function secretsOf(): Promise<Secrets> {
  const plain = await plainSecrets();
  return Object.fromEntries(
    Object.entries(plain).map(([name, text]) => [name, pulumi.secret(text)]),
  ) as unknown as Secrets; // one output for every name above
}
