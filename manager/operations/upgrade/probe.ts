import { randomBytes, randomUUID } from "node:crypto";
import { FleetError, messageOf } from "../errors";
import type { Model } from "../model";
import type { Target } from "../snapshot/target";

/** Seconds for one answer. */
const timeout = 15;
/** Seconds in which a service that has just started may still refuse. */
const patience = 45;

interface Way {
  readonly url: string;
  readonly key: string;
}

/**
 * Goes the way of a user, through the gateway: an account is made, signs in, asks REST with its token, and is removed again.
 * @throws FleetError naming the step that failed.
 */
export async function probe(target: Target, outputs: Model["outputs"][string], signal: AbortSignal): Promise<void> {
  const key = outputs.serviceRoleKey;
  if (key === undefined) throw new FleetError("failed", `${target.name} has no service key.`);
  const way = { url: addressOf(target, outputs), key };
  const deadline = Date.now() + patience * 1000;
  for (;;) {
    try {
      return await journey(target, way, signal);
    } catch (error) {
      if (signal.aborted) throw new FleetError("cancelled", "Cancelled.");
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** On this machine's Docker the gateway's own port, which needs no name; elsewhere the address that users have. */
function addressOf({ spec }: Target, { apiUrl = "" }: Model["outputs"][string]): string {
  const { bind, port } = spec.ports.gateway;
  if (!spec.host.docker.startsWith("unix:")) return apiUrl;
  return `http://${bind === "0.0.0.0" ? "127.0.0.1" : bind}:${port}`;
}

async function journey({ spec }: Target, way: Way, signal: AbortSignal): Promise<void> {
  const [email, password] = [`fleet-probe-${randomUUID()}@example.com`, randomBytes(18).toString("base64url")];
  const made = await call(way, signal, "Auth does not make a user", "POST", "/auth/v1/admin/users", {
    body: { email, password, email_confirm: true },
  });
  const id = String(made.id ?? "");
  try {
    const session = await call(
      way,
      signal,
      "Auth does not sign a user in",
      "POST",
      "/auth/v1/token?grant_type=password",
      {
        body: { email, password },
      },
    );
    const token = String(session.access_token ?? "");
    await call(way, signal, "Auth does not know its own token", "GET", "/auth/v1/user", { token });
    // A table that nobody has: REST has to accept the token and look into the database to say so.
    const missing = `/rest/v1/fleet_probe_${randomBytes(4).toString("hex")}`;
    await call(way, signal, "REST does not answer a user", "GET", missing, { token, expected: 404 });
    if (spec.services.includes("storage"))
      await call(way, signal, "Storage does not answer", "GET", "/storage/v1/bucket", {});
  } finally {
    await call(way, signal, "Auth does not remove a user", "DELETE", `/auth/v1/admin/users/${id}`, {});
  }
}

async function call(
  { url, key }: Way,
  signal: AbortSignal,
  what: string,
  method: string,
  path: string,
  { body, token = key, expected = 200 }: { body?: object; token?: string; expected?: number },
): Promise<Record<string, unknown>> {
  const fail = (reason: string) => new FleetError("failed", `${what}: ${reason} (${method} ${path.split("?")[0]})`);
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: { apikey: key, authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]),
    });
  } catch (error) {
    throw fail(`${url} does not answer, ${messageOf(error)}`);
  }
  const answer = await response.text();
  if (response.status !== expected) throw fail(`answer ${response.status}`);
  try {
    return JSON.parse(answer) as Record<string, unknown>; // what is read of it is made text
  } catch {
    return {};
  }
}
