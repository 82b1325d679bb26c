import { Hono } from "hono";
import type { Environment } from "../common/environment.ts";
import { textOf } from "../common/json.ts";
import { AuthError } from "./authError.ts";
import type { Auth } from "./context.ts";
import { allowedRedirect } from "./redirects.ts";

/** Where each provider asks its users; for some the operator's own server takes the place of the first part. */
const authorizationAddresses: Readonly<Record<string, string>> = {
  apple: "https://appleid.apple.com/auth/authorize",
  azure: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
  bitbucket: "https://bitbucket.org/site/oauth2/authorize",
  discord: "https://discord.com/api/oauth2/authorize",
  facebook: "https://www.facebook.com/dialog/oauth",
  figma: "https://www.figma.com/oauth",
  fly: "https://api.fly.io/oauth/authorize",
  github: "https://github.com/login/oauth/authorize",
  gitlab: "https://gitlab.com/oauth/authorize",
  google: "https://accounts.google.com/o/oauth2/v2/auth",
  kakao: "https://kauth.kakao.com/oauth/authorize",
  keycloak: "https://keycloak.invalid/protocol/openid-connect/auth",
  linkedin: "https://www.linkedin.com/oauth/v2/authorization",
  linkedin_oidc: "https://www.linkedin.com/oauth/v2/authorization",
  notion: "https://api.notion.com/v1/oauth/authorize",
  slack: "https://slack.com/oauth/authorize",
  slack_oidc: "https://slack.com/openid/connect/authorize",
  snapchat: "https://accounts.snapchat.com/accounts/oauth2/auth",
  spotify: "https://accounts.spotify.com/authorize",
  twitch: "https://id.twitch.tv/oauth2/authorize",
  twitter: "https://api.twitter.com/oauth/authenticate",
  vercel_marketplace: "https://api.vercel.com/oauth/authorize",
  workos: "https://api.workos.com/sso/authorize",
  x: "https://x.com/i/oauth2/authorize",
  zoom: "https://zoom.us/oauth/authorize",
};
/** The path that follows the operator's own server. */
const ownServerPaths: Readonly<Record<string, string>> = {
  gitlab: "/oauth/authorize",
  keycloak: "/protocol/openid-connect/auth",
  azure: "/oauth2/v2.0/authorize",
  workos: "/sso/authorize",
};

/** Seconds a visitor may stay at the provider. */
const stateSeconds = 300;

/** GET /authorize, which sends a visitor to a provider, GET /callback, where providers send them back, and GET /settings. */
export function externalRoutes(auth: Auth, environment: Environment): Hono {
  const value = (provider: string, field: string) =>
    environment.text(`GOTRUE_EXTERNAL_${provider.toUpperCase()}_${field}`);
  const enabled = (provider: string) => value(provider, "ENABLED") === "true";
  return new Hono()
    .get("/authorize", async (context) => {
      const provider = textOf(context.req.query("provider")).toLowerCase();
      const address = authorizationAddresses[provider];
      if (address === undefined)
        throw new AuthError(400, "validation_failed", `Unsupported provider: Provider ${provider} could not be found`);
      if (!enabled(provider))
        throw new AuthError(400, "validation_failed", "Unsupported provider: provider is not enabled");
      const own = value(provider, "URL");
      const target = new URL(own === "" ? address : own + (ownServerPaths[provider] ?? ""));
      const referrer = allowedRedirect(auth.settings, context.req.query("redirect_to"));
      const state = await auth.issuer.sign({ provider, referrer, site_url: auth.settings.siteUrl }, stateSeconds);
      target.search = new URLSearchParams({
        client_id: value(provider, "CLIENT_ID"),
        redirect_uri: value(provider, "REDIRECT_URI"),
        response_type: "code",
        scope: context.req.query("scopes") ?? "",
        state,
      }).toString();
      return context.redirect(target.href, 302);
    })
    .on(["GET", "POST"], "/callback", async (context) => {
      const claims = await auth.verify(context.req.query("state") ?? "").catch(() => undefined);
      if (claims === undefined) throw new AuthError(400, "bad_oauth_state", "OAuth callback with invalid state");
      // Codes are never redeemed: the real providers cannot be reached from where the stand-in runs.
      const target = new URL(textOf(claims["referrer"], auth.settings.siteUrl));
      target.hash = new URLSearchParams({
        error: "server_error",
        error_code: "unexpected_failure",
        error_description: "Unable to exchange external code",
      }).toString();
      return context.redirect(target.href, 302);
    })
    .get("/settings", (context) => {
      const { signup, autoconfirm } = auth.settings;
      const external = Object.fromEntries(
        Object.keys(authorizationAddresses).map((provider) => [provider, enabled(provider)]),
      );
      return context.json({
        external: { anonymous_users: signup.anonymous, ...external, email: signup.email, phone: signup.phone },
        disable_signup: signup.disabled,
        mailer_autoconfirm: autoconfirm.email,
        phone_autoconfirm: autoconfirm.phone,
        sms_provider: environment.text("GOTRUE_SMS_PROVIDER"),
        saml_enabled: environment.flag("GOTRUE_SAML_ENABLED"),
      });
    });
}
