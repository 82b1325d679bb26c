// The router in front of all functions of an instance: the first part of the path names the function. It needs no module
// from outside, so that a first start works on a host without internet.

const folder = "/home/deno/functions";
const verifyJwt = Deno.env.get("VERIFY_JWT") === "true";
const sharedSecret = Deno.env.get("JWT_SECRET") ?? "";
const keySet: { keys?: (JsonWebKey & { kid?: string })[] } = JSON.parse(Deno.env.get("SUPABASE_JWKS") ?? "{}");

/** A refusal, with a code that a client can act on. */
class Refusal extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

Deno.serve(async (request: Request) => {
  const key = request.headers.get("sb-api-key");
  const headers = new Headers(request.headers);
  headers.delete("sb-api-key");
  try {
    if (request.method !== "OPTIONS" && (await asksForToken(nameIn(request)))) await verify(tokenOf(request, key));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
  const name = nameIn(request);
  if (name === "") return json(400, { msg: "missing function name in request" });
  if (!isName(name)) return json(404, { msg: `no function ${JSON.stringify(name)}` });
  return await call(name, new Request(request, { headers }));
});

const nameIn = (request: Request): string => new URL(request.url).pathname.split("/")[1] ?? "";
const isName = (name: string): boolean => /^[A-Za-z0-9_-]+$/.test(name) && name !== "main";

/** What was said of a function when it was deployed; where nothing was, the setting of the instance counts. */
async function asksForToken(name: string): Promise<boolean> {
  if (!isName(name)) return verifyJwt;
  try {
    const deployed: { verify_jwt?: unknown } = JSON.parse(await Deno.readTextFile(`${folder}/${name}/fleet.json`));
    if (typeof deployed.verify_jwt === "boolean") return deployed.verify_jwt;
  } catch {
    // It lies in the operator's own folder.
  }
  return verifyJwt;
}

async function call(name: string, request: Request): Promise<Response> {
  const servicePath = `${folder}/${name}`;
  try {
    await Deno.stat(servicePath);
  } catch {
    return json(404, { msg: `no function ${JSON.stringify(name)}` });
  }
  try {
    const worker = await EdgeRuntime.userWorkers.create({
      servicePath,
      memoryLimitMb: 150,
      workerTimeoutMs: 400_000,
      noModuleCache: false,
      importMapPath: null,
      envVars: Object.entries(Deno.env.toObject()),
    });
    return await worker.fetch(request);
  } catch (error) {
    return json(500, { msg: error instanceof Error ? error.message : String(error) });
  }
}

/** An opaque key in Authorization says nothing about a user; the gateway has put the token it stands for beside it. */
function tokenOf(request: Request, key: string | null): string {
  const header = request.headers.get("authorization");
  if (key !== null && (header === null || header.startsWith("Bearer sb_"))) return key;
  if (header === null) throw new Refusal("UNAUTHORIZED_NO_AUTH_HEADER", "Missing authorization header");
  const [scheme, token] = header.split(" ");
  if (scheme !== "Bearer" || !token) throw new Refusal("UNAUTHORIZED_INVALID_JWT_FORMAT", "Auth header is not 'Bearer {token}'");
  return token;
}

async function verify(token: string): Promise<void> {
  const [head, body, signature] = token.split(".");
  if (!head || !body || !signature) throw malformed();
  const { alg, kid } = parse(head);
  const data = new TextEncoder().encode(`${head}.${body}`);
  const valid = alg === "HS256" ? await verifyShared(data, signature) : await verifyPublic(String(alg), kid, data, signature);
  const { exp } = parse(body);
  const expired = typeof exp === "number" && exp * 1000 < Date.now();
  const code = alg === "HS256" ? "UNAUTHORIZED_LEGACY_JWT" : "UNAUTHORIZED_ASYMMETRIC_JWT";
  if (!valid || expired) throw new Refusal(code, "Invalid JWT");
}

async function verifyShared(data: Uint8Array, signature: string): Promise<boolean> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(sharedSecret), hmac, false, ["verify"]);
  return await crypto.subtle.verify(hmac, key, decode(signature), data);
}

async function verifyPublic(alg: string, kid: unknown, data: Uint8Array, signature: string): Promise<boolean> {
  const parameters = algorithms[alg];
  if (!parameters) throw new Refusal("UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM", `Unsupported algorithm ${alg}`);
  for (const jwk of keySet.keys ?? []) {
    if (jwk.kty === "oct" || (kid !== undefined && jwk.kid !== kid)) continue;
    const key = await crypto.subtle.importKey("jwk", jwk, parameters.key, false, ["verify"]);
    if (await crypto.subtle.verify(parameters.verify, key, decode(signature), data)) return true;
  }
  return false;
}

const algorithms: Record<string, { key: EcKeyImportParams | RsaHashedImportParams; verify: EcdsaParams | Algorithm }> = {
  ES256: { key: { name: "ECDSA", namedCurve: "P-256" }, verify: { name: "ECDSA", hash: "SHA-256" } },
  RS256: { key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, verify: { name: "RSASSA-PKCS1-v1_5" } },
};

const malformed = () => new Refusal("UNAUTHORIZED_INVALID_JWT_FORMAT", "Invalid JWT format");

function parse(part: string): Record<string, unknown> {
  const text = new TextDecoder().decode(decode(part));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // No JSON at all.
  }
  throw malformed();
}

function decode(text: string): Uint8Array {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw malformed();
  }
}

function refused({ code, message }: Refusal): Response {
  return json(401, { code, message, msg: message }, { "sb-error-code": code });
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}
