import { createHash, createHmac } from "node:crypto";

export interface S3Credentials {
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * Headers of a GET without query or body, signed as AWS Signature Version 4 wants it.
 * @param host with its port, as the client sends it.
 */
export function signedHeaders(
  { keyId, secret, region }: S3Credentials,
  host: string,
  path: string,
  at: Date,
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const headers = { host, "x-amz-content-sha256": sha256(""), "x-amz-date": time };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers)
    .map(([name, value]) => `${name}:${value}\n`)
    .join("");
  const canonical = ["GET", path, "", lines, names, sha256("")].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [date, region, "s3", "aws4_request"].reduce<string | Buffer>(
    (known, part) => hmac(known, part),
    `AWS4${secret}`,
  );
  const signature = hmac(key, toSign).toString("hex");
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
