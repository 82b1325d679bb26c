import type { Env } from "hono";
import type { Token } from "../operations/access/tokens";
import type { Jobs } from "../operations/jobs";
import type { Meter } from "../operations/metrics/meter";
import type { Workspace } from "../operations/workspace";
import type { Downloads } from "./downloads";
import type { TrustedProxy } from "./proxy";
import type { Sessions } from "./session";

/** What every route works with. */
export interface Services {
  readonly workspace: Workspace;
  readonly jobs: Jobs;
  /** Who is logged in to the page. */
  readonly sessions: Sessions;
  /** Nobody is named by a proxy when unset. */
  readonly proxy?: TrustedProxy | undefined;
  /** Gathers the figures. */
  readonly meter: Meter;
  /** Dumps that somebody may fetch. */
  readonly downloads: Downloads;
  /** Whether anybody may ask how an instance is; a token is needed when unset. */
  readonly openHealth?: boolean | undefined;
}

type Own = "sessions" | "meter" | "downloads";

/** What a server is made with; what it can make itself is its own when unset. */
export type Given = Omit<Services, Own> & Partial<Pick<Services, Own>>;

/** Who calls: the token's owner, or who is logged in. */
export type Caller = Pick<Token, "name" | "scope" | "instances">;

/** What a request carries from one handler to the next. */
export interface Carried extends Env {
  Variables: {
    caller: Caller;
    /** Another one for every token and session: two of the same name are two callers. */
    callerKey: string;
  };
}
