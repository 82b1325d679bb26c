import { type RandomSecretName, randomSecretNames } from "../../../components/config/secrets";
import type { ServiceName } from "../../../components/config/services";
import type { InstanceSpec } from "../../../components/spec";
import { nearest } from "../../../components/config/nearest";
import { FleetError } from "../errors";

/** A secret that can be rotated: who holds it, and what ends with the old value. */
interface Rotatable {
  /** It is of no use while none of these runs; always of use when left out. */
  readonly usedBy?: readonly ServiceName[];
  /** For the person who agrees to it. */
  readonly ends: string;
}

/** Why a secret is never rotated. */
interface Refused {
  readonly refused: string;
  /** What a thief of it needs besides, and what to change after a leak. */
  readonly leak: string;
}

const database = "it takes the database as well, so rotate postgresPassword instead";

const secrets: Readonly<Record<RandomSecretName, Rotatable | Refused>> = {
  postgresPassword: { ends: "connection strings of your own, through the pooler too" },
  jwtSecret: { ends: "anonKey, serviceRoleKey (made anew); signed addresses of Storage" },
  jwtKeys: { ends: "nothing at once: users' tokens of the old key count until --finish" },
  publishableKey: { ends: "the old key, at once: ship the new one with your apps" },
  secretKey: { ends: "the old key, at once: give the new one to your servers" },
  dashboardPassword: { usedBy: ["studio", "mail"], ends: "the password of Studio and of the mail page" },
  secretKeyBase: { usedBy: ["realtime", "pooler"], ends: "nothing that a user keeps" },
  pgMetaCryptoKey: { usedBy: ["meta"], ends: "nothing that a user keeps" },
  logflarePublicToken: { usedBy: ["analytics"], ends: "nothing that a user keeps" },
  logflarePrivateToken: { usedBy: ["analytics"], ends: "nothing that a user keeps" },
  s3ProtocolKeyId: { usedBy: ["storage"], ends: "credentials of your own S3 clients" },
  s3ProtocolKeySecret: { usedBy: ["storage"], ends: "credentials of your own S3 clients" },
  realtimeDbEncKey: { refused: "Realtime has encrypted what it stores about its tenant with it", leak: database },
  vaultEncKey: { refused: "the pooler has encrypted what it stores about its tenant with it", leak: database },
  backupPassword: {
    refused: "every backup in the store is encrypted with it",
    leak: "it takes the store as well, so change the access to that",
  },
};

/** What is asked for, such as one secret or all that are in use. */
export type Wanted = RandomSecretName | "all";

/** Why a secret of an instance is not rotated; undefined when it is. */
export function refusalOf({ name, config }: InstanceSpec, secret: RandomSecretName): string | undefined {
  const entry = secrets[secret];
  if ("refused" in entry)
    return `${secret} is an encryption key, and is not rotated: ${entry.refused}, and a new key cannot read that. A leak of it alone opens nothing: ${entry.leak}.`; // prettier-ignore
  if (config.secrets[secret] !== undefined)
    return `${secret} of ${name} is given under "secrets" in the list, so there is no next generation of it. Put another value there and run "fleet apply", or take it out to use a generated one.`; // prettier-ignore
  return undefined;
}

/** What ends with the old value. */
export function endingOf(secret: RandomSecretName): string {
  const entry = secrets[secret];
  return "ends" in entry ? entry.ends : "";
}

/**
 * The secrets that are meant. `all` leaves out what is refused, given, or of no use to the services that are on.
 * @throws FleetError with the reason when a single one cannot be rotated.
 */
export function chosen(spec: InstanceSpec, wanted: string): RandomSecretName[] {
  if (wanted === "all") return randomSecretNames.filter((secret) => refusalOf(spec, secret) === undefined && inUse(spec, secret)); // prettier-ignore
  const secret = randomSecretNames.find((name) => name === wanted);
  if (secret === undefined) throw unknown(wanted);
  const refusal = refusalOf(spec, secret);
  if (refusal !== undefined) throw new FleetError("refused", refusal);
  if (!inUse(spec, secret))
    throw new FleetError("usage", `${secret} is of no use to ${spec.name}: no service that is on holds it.`);
  return [secret];
}

function inUse({ services }: InstanceSpec, secret: RandomSecretName): boolean {
  const entry = secrets[secret];
  return !("usedBy" in entry) || entry.usedBy === undefined || entry.usedBy.some((name) => services.includes(name));
}

function unknown(wanted: string): FleetError {
  const derived: Readonly<Record<string, RandomSecretName>> = { anonKey: "jwtSecret", serviceRoleKey: "jwtSecret" };
  const source = Object.hasOwn(derived, wanted) ? derived[wanted] : undefined;
  if (source !== undefined)
    return new FleetError("usage", `${wanted} is derived from ${source}: rotate ${source}, and it is made anew.`);
  const near = nearest(wanted, randomSecretNames);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  return new FleetError(
    "usage",
    `There is no secret "${wanted}".${hint} There are: ${randomSecretNames.join(", ")} and all.`,
  );
}
