import { AsyncLocalStorage } from "node:async_hooks";
import { userInfo } from "node:os";

const acting = new AsyncLocalStorage<string>();

/** Who does what is done: who called a server, or the user of this machine. It stands in locks and in the audit log. */
export const actor = (): string => acting.getStore() ?? userInfo().username;

/** Does work on behalf of somebody else than the user of this machine. */
export const actingAs = <T>(who: string, work: () => T): T => acting.run(who, work);
