import { randomBytes } from "node:crypto";
import { type Check, Failed } from "../check";
import { request, said } from "../request";
import { needs } from "./needs";

/** A function that nobody has: the router answers for it, and no code of the operator's is run. */
export const functions: Check = {
  id: "functions",
  sentence: "the router of the functions answers",
  async run({ api, keys, spec }) {
    needs(spec, "functions");
    const name = `fleet-verify-${randomBytes(6).toString("hex")}`;
    const headers = { apikey: keys.publishableKey, authorization: `Bearer ${keys.publishableKey}` };
    const answer = await request(api, `/functions/v1/${name}`, { headers });
    if (answer.status !== 404 || !String(answer.json.msg).includes(name))
      throw new Failed(
        `The router did not answer as it should (${said(answer)}). "fleet logs ${spec.name} functions" says more.`,
      );
    return undefined;
  },
};
