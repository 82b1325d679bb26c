import type { IncomingMessage } from "node:http";
import type { Pool } from "pg";
import type { Environment } from "../common/environment.ts";
import { messageOf } from "../common/json.ts";
import { log } from "../common/log.ts";
import { TokenError } from "../common/tokens.ts";
import type { Version } from "./frames.ts";
import { findTenant, tenantIdOf } from "./tenants.ts";
import type { Tenant } from "./tenants.ts";

export type Handshake =
  { readonly tenant: Tenant; readonly version: Version } | { readonly status: number; readonly error: string };

/** Decides whether a request may become a WebSocket: path, tenant, key, in this order. */
export async function handshake(pool: Pool, environment: Environment, request: IncomingMessage): Promise<Handshake> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname !== "/socket/websocket") return { status: 404, error: "not found" };
  const version = searchParams.get("vsn") ?? "1.0.0";
  if (version !== "1.0.0" && version !== "2.0.0") return { status: 403, error: `unsupported vsn ${version}` };
  const id = tenantIdOf(request.headers.host);
  try {
    const tenant = await findTenant(pool, environment, id);
    if (tenant === undefined) return { status: 404, error: "Tenant not found" };
    if (tenant.suspended) return { status: 403, error: "Realtime was disabled for this tenant" };
    const header = request.headers["x-api-key"];
    const key = (Array.isArray(header) ? header[0] : header) ?? searchParams.get("apikey");
    if (!key) return { status: 401, error: "API key is missing" };
    const { role, exp } = await tenant.verify(key);
    if (role === undefined || exp === undefined)
      return { status: 401, error: "Fields `role` and `exp` are required in JWT" };
    return { tenant, version };
  } catch (error) {
    if (error instanceof TokenError) return { status: 401, error: error.message };
    log("error", "handshake failed", { tenant: id, error: messageOf(error) });
    return { status: 500, error: "Error connecting to Realtime" };
  }
}
