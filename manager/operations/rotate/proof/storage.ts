import { ask } from "./ask";
import type { Proof, Proving } from "./proof";
import { signedHeaders } from "./signedRequest";
import type { Pair } from "./values";

const secret = "s3ProtocolKeySecret";
const path = "/storage/v1/s3/";

/** Storage's own S3 interface: a list of buckets, signed with the new key and with the old one. */
export async function storageProofs({ gateway, spec, values }: Proving, pair: Pair): Promise<Proof[]> {
  if (!spec.services.includes("storage")) return [];
  const keyId = values.current("s3ProtocolKeyId");
  if (keyId === undefined)
    return [
      { secret, login: "S3 keys", result: "skipped", seen: "were not tried: s3ProtocolKeyId is given in the list" },
    ];
  const { store } = spec.config.storage;
  const region = store.backend === "s3" ? store.region : "local";
  const status = async (key: string, expected: (status: number) => boolean) => {
    const headers = signedHeaders({ keyId, secret: key, region }, new URL(gateway.origin).host, path, new Date());
    const answer = await ask(gateway, { path, headers }, (found) => found === 404 || expected(found));
    return "status" in answer ? answer.status : 0;
  };
  const fresh = await status(pair.new, (found) => found < 400);
  if (fresh === 404)
    return [{ secret, login: "S3 keys", result: "skipped", seen: "were not tried: this Storage has no S3 interface" }];
  const old = await status(pair.old, (found) => found === 403 || found === 401);
  const refused = old === 403 || old === 401;
  return [
    { secret, login: "new S3 keys", result: fresh > 0 && fresh < 400 ? "passed" : "failed", seen: `answer ${fresh}` },
    { secret, login: "old S3 secret", result: refused ? "passed" : "failed", seen: `answers ${old}` },
  ];
}
