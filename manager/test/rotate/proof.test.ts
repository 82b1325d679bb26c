import { importJWK, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { signingKey } from "../../../components/keys";
import { signedHeaders } from "../../operations/rotate/proof/signedRequest";
import { userToken } from "../../operations/rotate/proof/userToken";

describe("what a rotation logs in with", () => {
  it("is a token of a user that its public key verifies, and that opens nobody's rows", async () => {
    const { d: _, ...key } = signingKey("any text");
    const { payload, protectedHeader } = await jwtVerify(userToken(signingKey("any text")), await importJWK({ kty: "EC", crv: "P-256", alg: "ES256", ...key })); // prettier-ignore
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "JWT", kid: key.kid });
    expect(payload).toMatchObject({ role: "authenticated", aud: "authenticated" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  });

  // The expected signature is the one of AWS's own client for the same request.
  it("is a request that is signed as S3 wants it", () => {
    const credentials = { keyId: "a-key-id", secret: "a-secret", region: "local" };
    const at = new Date("2026-11-21T07:00:00Z");
    expect(signedHeaders(credentials, "127.0.0.1:8000", "/storage/v1/s3/", at)).toEqual({
      "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "x-amz-date": "20261121T070000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=a-key-id/20261121/local/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=b43c7cb19e53f3bf65e2a4f2b7f0556ad4de206451c91727a3866f2d087a1297",
    });
  });
});
