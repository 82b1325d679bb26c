import type { Env } from "hono";
import type { Token } from "../operations/access/tokens";
import type { Jobs } from "../operations/jobs";
import type { Workspace } from "../operations/workspace";

/** What every route works with. */
export interface Services {
  readonly workspace: Workspace;
  readonly jobs: Jobs;
}

/** Who calls: the token's owner. */
export type Caller = Pick<Token, "name" | "scope" | "instances">;

/** What a request carries from one handler to the next. */
export interface Carried extends Env {
  Variables: { caller: Caller };
}
