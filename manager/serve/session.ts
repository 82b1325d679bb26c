import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { passwordMark } from "../operations/access/password";
import { listTokens } from "../operations/access/tokens";
import type { Workspace } from "../operations/workspace";
import type { Caller } from "./services";

/** How somebody came in. It is looked at again with each request: what counts no more ends the session. */
export type Proof =
  | { readonly by: "password"; readonly mark: string | undefined }
  | { readonly by: "token"; readonly id: string }
  | { readonly by: "identity"; readonly user: string };

/** A browser that is logged in. */
export interface Session {
  /** What the page sends along with every write, in `X-CSRF-Token`: another site cannot read it. */
  readonly csrf: string;
  readonly caller: Caller;
  readonly proof: Proof;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export const cookieName = "fleet_session";
/** Seconds: a day's work. */
export const lifetime = 12 * 3600;
/** Sessions at a time; the oldest goes. */
const most = 500;

const keyOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

/** Who is logged in, in memory: a server that starts anew asks everybody again. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  /** @returns what the cookie holds, and what is known under it. */
  begin(caller: Caller, proof: Proof, now = Date.now()): { secret: string; session: Session } {
    for (const [key, { until }] of this.#sessions) if (until <= now) this.#sessions.delete(key);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= most && oldest !== undefined) this.#sessions.delete(oldest);
    const secret = randomBytes(32).toString("base64url");
    const session = { csrf: randomBytes(24).toString("base64url"), caller, proof, until: now + lifetime * 1000 };
    this.#sessions.set(keyOf(secret), session);
    return { secret, session };
  }

  /** @param identity whom a trusted proxy names, where one does. @returns undefined when it is over, or its proof counts no more. */
  find(workspace: Workspace, secret: string, identity: string | undefined, now = Date.now()): Session | undefined {
    const session = this.#sessions.get(keyOf(secret));
    if (session === undefined || session.until <= now) return undefined;
    const { proof } = session;
    switch (proof.by) {
      case "password":
        return proof.mark === passwordMark(workspace) ? session : undefined;
      case "identity":
        return proof.user === identity ? session : undefined;
      case "token": {
        const token = listTokens(workspace).find(({ id }) => id === proof.id);
        const counts = token !== undefined && (token.expires === undefined || Date.parse(token.expires) > now);
        return counts ? session : undefined;
      }
    }
  }

  end(secret: string): void {
    this.#sessions.delete(keyOf(secret));
  }
}

/** Whether a request carries the token of its session. */
export function isOwn({ csrf }: Session, shown: string | undefined): boolean {
  const [own, other] = [Buffer.from(csrf), Buffer.from(shown ?? "")];
  return own.length === other.length && timingSafeEqual(own, other);
}
