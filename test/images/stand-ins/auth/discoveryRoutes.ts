import { Hono } from "hono";
import { ellipticKeys } from "../common/tokens.ts";
import type { Auth } from "./context.ts";

/** What other programs read to verify Auth's tokens: the public keys and the two metadata documents. */
export function discoveryRoutes({ settings }: Auth): Hono {
  const { issuer, keys } = settings.jwt;
  const published = ellipticKeys(keys);
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    userinfo_endpoint: `${issuer}/oauth/userinfo`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [published.keys.length > 0 ? "ES256" : "HS256"],
    code_challenge_methods_supported: ["S256"],
  };
  return new Hono()
    .get("/.well-known/jwks.json", (context) =>
      context.json(published, 200, { "cache-control": "public, max-age=600" }),
    )
    .get("/.well-known/openid-configuration", (context) => context.json(metadata))
    .get("/.well-known/oauth-authorization-server", (context) => context.json(metadata));
}
