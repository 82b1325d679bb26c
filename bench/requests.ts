import { randomUUID } from "node:crypto";
import { Agent, type RequestInit, type Response, fetch as request } from "undici";

/** Where an instance answers, and the key of a client. */
export interface Api {
  readonly apiUrl: string;
  readonly publishableKey: string;
}

/** Names below localhost are this machine, whatever the system's resolver says of them. */
const here = new Agent({
  connect: { lookup: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]) },
});

const fetch = async (url: string, init: RequestInit): Promise<Response> =>
  await request(url, { ...init, dispatcher: here });

/** Signs a new user up through the gateway. @returns their token. */
export async function signUp({ apiUrl, publishableKey }: Api): Promise<string> {
  const answer = await fetch(`${apiUrl}/auth/v1/signup`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json" },
    body: JSON.stringify({ email: `${randomUUID()}@example.com`, password: "correct horse" }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string }; // Auth's answer to a sign-up
  if (token === undefined) throw new Error(`sign-up answers ${answer.status}`);
  return token;
}

export async function selectWith({ apiUrl, publishableKey }: Api, token: string): Promise<void> {
  const headers = { apikey: publishableKey, authorization: `Bearer ${token}` };
  const answer = await fetch(`${apiUrl}/rest/v1/notes?select=id`, { headers });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`select answers ${answer.status}`);
}

/** Ends with the first row-level answer to a user who has just signed up. @throws Error after a minute without one. */
export async function firstAnswer(api: Api): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await selectWith(api, await signUp(api));
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** One request after another until `stop` is called, at most 20 a second and `most` altogether. */
export function keepAsking(api: Api, most = 20_000): { stop(): Promise<{ failed: number; of: number }> } {
  let over = false;
  const counted = (async () => {
    const token = await signUp(api);
    let failed = 0;
    let of = 0;
    for (; !over && of < most; of++) {
      await selectWith(api, token).catch(() => failed++);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { failed, of };
  })();
  return {
    async stop() {
      over = true;
      return await counted;
    },
  };
}
