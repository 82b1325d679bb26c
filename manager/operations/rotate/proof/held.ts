import type { RandomSecretName } from "../../../../components/config/secrets";
import { observe, instanceLabel, serviceLabel } from "../../observe";
import type { Proof, Proving } from "./proof";
import type { Pair } from "./values";

/** Values that containers hold as they are; the others reach them in another form, and have a login to prove them. */
const asItIs: readonly RandomSecretName[] = [
  "postgresPassword", "jwtSecret", "secretKeyBase", "pgMetaCryptoKey", "logflarePublicToken", "logflarePrivateToken",
  "s3ProtocolKeyId", "s3ProtocolKeySecret",
]; // prettier-ignore

/** Whether any container of the instance still has the old value in its environment. */
export async function heldProofs({ host, spec }: Proving, pair: Pair, secret: RandomSecretName): Promise<Proof[]> {
  if (!asItIs.includes(secret)) return [];
  const { containers } = await observe(host);
  const own = containers.filter(({ Config: config }) => instanceLabel(config.Labels) === spec.name);
  const holding = (value: string) =>
    own
      .filter(({ Config: config }) => config.Env.some((line) => line.includes(value)))
      .map(({ Config: config }) => serviceLabel(config.Labels) ?? "");
  // The database keeps the password that its data was made with: only an empty volume reads it.
  const old = holding(pair.old).filter((service) => service !== "db");
  const fresh = holding(pair.new).sort();
  const login = `${secret} in the containers`;
  if (old.length > 0) return [{ secret, login, result: "failed", seen: `is still the old one in ${old.join(", ")}` }];
  if (fresh.length === 0) return [{ secret, login, result: "failed", seen: "is in none of them" }];
  return [{ secret, login, result: "passed", seen: `is the new one in ${fresh.join(", ")}` }];
}
