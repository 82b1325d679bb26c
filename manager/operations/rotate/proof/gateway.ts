import type { RandomSecretName } from "../../../../components/config/secrets";
import * as keys from "../../../../components/keys";
import { type Request, ask } from "./ask";
import type { Proof, Proving } from "./proof";
import type { Pair } from "./values";
import { userToken } from "./userToken";

/** Auth behind any key, and PostgREST's own answer, which takes the service key. */
const settings = "/auth/v1/settings";
const root = "/rest/v1/";

interface Attempt extends Request {
  readonly login: string;
  readonly accepted: boolean;
}

/** API keys: the new ones open Auth and REST, the old ones end at the gateway. */
export async function keyProofs(proving: Proving, pair: Pair, secret: RandomSecretName): Promise<Proof[]> {
  if (secret === "publishableKey")
    return await tried(proving, secret, pairOf("publishableKey", settings, opaque("publishable", pair)));
  if (secret === "secretKey") return await tried(proving, secret, pairOf("secretKey", root, opaque("secret", pair)));
  const { issuedAt, lifetimeYears } = proving.spec.config.keys;
  const life = keys.lifetime(issuedAt, lifetimeYears);
  const made = async (role: keys.ApiRole) => ({
    old: await keys.apiKey(role, pair.old, life),
    new: await keys.apiKey(role, pair.new, life),
  });
  const service = await made("service_role");
  return await tried(proving, secret, [
    ...pairOf("anonKey", settings, await made("anon")),
    ...pairOf("serviceRoleKey", root, service),
    // With a valid key at the gateway the token reaches PostgREST, which has to refuse it by itself.
    {
      login: "old serviceRoleKey as a token at REST",
      path: root,
      headers: { apikey: proving.values.keys.secretKey, authorization: `Bearer ${service.old}` },
      accepted: false,
    },
  ]);
}

const opaque = (kind: "publishable" | "secret", pair: Pair): Pair => ({
  old: keys.opaqueKey(kind, pair.old),
  new: keys.opaqueKey(kind, pair.new),
});

const pairOf = (name: string, path: string, pair: Pair): Attempt[] => [
  { login: `new ${name}`, path, headers: { apikey: pair.new }, accepted: true },
  { login: `old ${name}`, path, headers: { apikey: pair.old }, accepted: false },
];

/** Tokens of users: what the new pair signs counts; what the old one signed counts for as long as it was agreed. */
export async function tokenProofs(proving: Proving, pair: Pair, secret: RandomSecretName): Promise<Proof[]> {
  const { overlap, mode, values } = proving;
  const attempt = (age: "new" | "old", accepted: boolean): Attempt => ({
    login: `token of the ${age} signing key`,
    path: root,
    headers: {
      apikey: values.keys.secretKey,
      authorization: `Bearer ${userToken(keys.signingKey(pair[age]))}`,
    },
    accepted,
  });
  return await tried(proving, secret, [attempt("new", true), attempt("old", overlap && mode === "rotate")]);
}

/** The password that the gateway asks for before Studio. */
export async function dashboardProofs(proving: Proving, pair: Pair, secret: RandomSecretName): Promise<Proof[]> {
  if (!proving.spec.services.includes("studio"))
    return [{ secret, login: "dashboard", result: "skipped", seen: "was not tried: Studio is off" }];
  const attempt = (age: "new" | "old"): Attempt => ({
    login: `${age} dashboard password`,
    path: "/",
    headers: { authorization: `Basic ${Buffer.from(`supabase:${pair[age]}`).toString("base64")}` },
    accepted: age === "new",
  });
  return await tried(proving, secret, [attempt("new"), attempt("old")]);
}

async function tried({ gateway }: Proving, secret: RandomSecretName, attempts: readonly Attempt[]): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const { login, accepted, ...request } of attempts) {
    const fits = (status: number) => (accepted ? status < 400 : status === 401);
    const answer = await ask(gateway, request, fits);
    if ("unreachable" in answer) {
      proofs.push({
        secret,
        login,
        result: "failed",
        seen: `got no answer at ${gateway.origin}: ${answer.unreachable}`,
      });
      continue;
    }
    const passed = fits(answer.status);
    const word = answer.status < 400 ? "accepted" : "refused";
    const seen = `is ${passed ? "" : "still "}${word} (${answer.status})`;
    proofs.push({ secret, login, result: passed ? "passed" : "failed", seen });
  }
  return proofs;
}
