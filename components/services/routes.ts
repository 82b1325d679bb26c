import type { ServiceName } from "../config/services";
import type { InstanceSpec, Urls } from "../spec";
import { realtimeHost } from "./realtime";

/** One row of the gateway's table, whichever program reads it. The first match wins. */
export interface Route {
  readonly path: string;
  /** Match the path alone, not what lies below it. */
  readonly exact?: boolean;
  /** Service that answers; undefined when nobody does. */
  readonly upstream?: ServiceName;
  /** What `path` becomes on the way; it stays when unset. */
  readonly rewrite?: string;
  /** Host name the upstream is called by. */
  readonly host?: string;
  /**
   * open: everybody; key: any API key; service: the service key; functions: everybody, keys are translated beside;
   * realtime: any key, kept out of Authorization; basic: the dashboard's password; closed: nobody.
   */
  readonly access: "open" | "key" | "service" | "functions" | "realtime" | "basic" | "closed";
  /** Seconds for the whole answer; 0 is no limit, 30 when unset. */
  readonly timeout?: number;
  /** Seconds without a byte. */
  readonly idleTimeout?: number;
  /** Value of X-Forwarded-Prefix, for services that build addresses of their own. */
  readonly prefixHeader?: string;
  /** Headers the upstream gets besides the client's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which pages may call it: everybody's when unset. */
  readonly cors?: "same-site";
}

/** Source: the route table of upstream's gateway, in its order. Routes of services that are off are left out. */
export function gatewayRoutes(instance: InstanceSpec, urls: Urls): Route[] {
  const routes = [...authOpen(urls), ...functions, ...storage, ...keyed, ...realtime, ...admin];
  return routes.filter(({ upstream }) => upstream === undefined || instance.services.includes(upstream));
}

/** What somebody without a key has to reach: links in mails, sign-in pages of providers, public keys. */
function authOpen(urls: Urls): Route[] {
  const below = (path: string): Route => ({
    path: `/auth/v1${path}`,
    upstream: "auth",
    rewrite: path,
    access: "open",
    prefixHeader: "/auth/v1",
  });
  const metadata = "/.well-known/oauth-authorization-server";
  // RFC 8414 puts the issuer's path behind the well-known one.
  const issuerPath = new URL(urls.auth).pathname;
  return [
    below("/verify"),
    below("/callback"),
    below("/authorize"),
    below("/.well-known/jwks.json"),
    { path: `${metadata}${issuerPath}`, upstream: "auth", rewrite: metadata, access: "open" },
    below("/sso/saml/acs"),
    below("/sso/saml/metadata"),
  ];
}

const functions: Route[] = [
  {
    path: "/functions/v1/",
    upstream: "functions",
    rewrite: "/",
    access: "functions",
    timeout: 410,
    idleTimeout: 160,
    prefixHeader: "/functions/v1",
  },
];

/** Storage checks permissions itself, and a download may take as long as it takes. */
const storage: Route[] = [
  {
    path: "/storage/v1/",
    upstream: "storage",
    rewrite: "/",
    access: "open",
    timeout: 0,
    idleTimeout: 300,
    prefixHeader: "/storage/v1",
  },
];

const keyed: Route[] = [
  { path: "/auth/v1/", upstream: "auth", rewrite: "/", access: "key", prefixHeader: "/auth/v1" },
  { path: "/rest/v1/", exact: true, upstream: "rest", rewrite: "/", access: "service", prefixHeader: "/rest/v1" },
  { path: "/rest/v1/", upstream: "rest", rewrite: "/", access: "key", prefixHeader: "/rest/v1" },
  {
    path: "/graphql/v1",
    upstream: "rest",
    rewrite: "/rpc/graphql",
    access: "key",
    headers: { "Content-Profile": "graphql_public" },
  },
];

/** The tenant API could read and change every tenant, so it has no way in. A WebSocket lives for hours. */
const realtime: Route[] = [
  { path: "/realtime/v1/api/openapi", access: "closed" },
  { path: "/realtime/v1/api/tenants", access: "closed" },
  {
    path: "/realtime/v1/api",
    upstream: "realtime",
    rewrite: "/api",
    host: realtimeHost,
    access: "key",
    prefixHeader: "/realtime/v1",
  },
  {
    path: "/realtime/v1/",
    upstream: "realtime",
    rewrite: "/socket/",
    host: realtimeHost,
    access: "realtime",
    timeout: 0,
    idleTimeout: 3600,
  },
];

const admin: Route[] = [
  { path: "/pg/", upstream: "meta", rewrite: "/", access: "service", cors: "same-site", prefixHeader: "/pg" },
  { path: "/api/mcp", access: "closed" },
  { path: "/mcp", access: "closed" },
  { path: "/", upstream: "studio", access: "basic" },
];
