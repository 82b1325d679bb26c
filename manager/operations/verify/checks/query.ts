import { type Check, Failed, Skipped } from "../check";
import { request, said } from "../request";
import { bearer } from "./signUp";

/**
 * PostgREST describes its API within a transaction in the caller's role, for which it first has to accept the token; the same
 * token with another signature has to be refused. So nothing need be made in the database for it.
 */
export const query: Check = {
  id: "query",
  sentence: "the user's token is taken by REST, a forged one is refused",
  async run({ api, keys, user, spec: { name } }) {
    if (user.token === undefined) throw new Skipped("there is no signed-in user: see sign-up");
    if (claims(user.token).role !== "authenticated")
      throw new Failed(`The user's token is for the role ${JSON.stringify(claims(user.token).role)}.`);
    // The description is for administrators: their key opens the route, the user's token decides the role.
    const ask = async (token: string) =>
      await request(api, "/rest/v1/", { headers: { apikey: keys.secretKey, ...bearer(token) } });
    const answer = await ask(user.token);
    if (answer.status !== 200 && answer.json.code !== switchedOff)
      throw new Failed(`REST does not answer the user (${said(answer)}). "fleet logs ${name} rest" says more.`);
    const forged = await ask(forge(user.token));
    if (forged.status !== 401) throw new Failed(`A token with a forged signature was not refused (${said(forged)}).`);
    return undefined;
  },
};

/** PostgREST's code when its description is switched off: by then it has accepted the token. */
const switchedOff = "PGRST126";

function claims(token: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

/** The same claims, signed by nobody. */
const forge = (token: string) => `${token.split(".").slice(0, 2).join(".")}.${Buffer.alloc(64, 7).toString("base64url")}`; // prettier-ignore
