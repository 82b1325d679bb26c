/** Where a request goes: the upstream's port and path, or the status with which the gateway answers itself. */
export interface RouteRow {
  readonly path: string;
  /** `port path`, as the upstream sees them; a number when the gateway answers. */
  readonly leads: string | number;
  /** Which key it is asked with. */
  readonly with?: "secret" | "dashboard";
  /** Host that the upstream is called by, when it is not the client's. */
  readonly host?: string;
  /** X-Forwarded-Prefix. */
  readonly prefix?: string;
}

const tenant = "realtime-dev.supabase-realtime";

/** Upstream's table of routes in its order; the first match wins. */
export const routeTable: readonly RouteRow[] = [
  { path: "/auth/v1/verify?token=x", leads: "9999 /verify?token=x", prefix: "/auth/v1" },
  { path: "/auth/v1/callback", leads: "9999 /callback", prefix: "/auth/v1" },
  { path: "/auth/v1/authorize?provider=github", leads: "9999 /authorize?provider=github", prefix: "/auth/v1" },
  { path: "/auth/v1/.well-known/jwks.json", leads: "9999 /.well-known/jwks.json", prefix: "/auth/v1" },
  { path: "/.well-known/oauth-authorization-server/auth/v1", leads: "9999 /.well-known/oauth-authorization-server" },
  { path: "/auth/v1/sso/saml/acs", leads: "9999 /sso/saml/acs", prefix: "/auth/v1" },
  { path: "/auth/v1/sso/saml/metadata", leads: "9999 /sso/saml/metadata", prefix: "/auth/v1" },
  { path: "/auth/v1/sso", leads: 401 },
  { path: "/functions/v1/hello/deep?a=b", leads: "9000 /hello/deep?a=b", prefix: "/functions/v1" },
  { path: "/storage/v1/object/list/a", leads: "5000 /object/list/a", prefix: "/storage/v1" },
  { path: "/auth/v1/user", leads: "9999 /user", with: "secret", prefix: "/auth/v1" },
  { path: "/rest/v1/", leads: "3000 /", with: "secret", prefix: "/rest/v1" },
  { path: "/rest/v1/notes?select=*", leads: "3000 /notes?select=*", with: "secret", prefix: "/rest/v1" },
  { path: "/graphql/v1", leads: "3000 /rpc/graphql", with: "secret" },
  { path: "/realtime/v1/api/openapi", leads: 403, with: "secret" },
  { path: "/realtime/v1/api/tenants", leads: 403, with: "secret" },
  { path: "/realtime/v1/api/tenants/realtime-dev", leads: 403, with: "secret" },
  { path: "/realtime/v1/api/broadcast", leads: "4000 /api/broadcast", with: "secret", host: tenant, prefix: "/realtime/v1" },
  { path: "/realtime/v1/websocket", leads: "4000 /socket/websocket", with: "secret", host: tenant },
  { path: "/pg/tables", leads: "8080 /tables", with: "secret", prefix: "/pg" },
  { path: "/api/mcp", leads: 403, with: "dashboard" },
  { path: "/mcp", leads: 403, with: "dashboard" },
  { path: "/project/default", leads: 401 },
  { path: "/project/default", leads: "3000 /project/default", with: "dashboard" },
  { path: "/", leads: "3000 /", with: "dashboard" },
]; // prettier-ignore
