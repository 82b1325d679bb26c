import { useEffect, useMemo, useState } from "react";
import type { Edit, Proposal } from "../../operations/edit/edit";
import { messageOf } from "../../operations/errors";
import type { Deeds } from "../fleet";

export interface Proposed {
  /** The answer, also while it is waited for; undefined where nothing is asked. */
  readonly promise: Promise<Proposal> | undefined;
  readonly proposal?: Proposal | undefined;
  /** Why there is none. */
  readonly problem?: string | undefined;
}

/** What an edit comes to, asked once for as long as it is the same. */
export function useProposal(deeds: Pick<Deeds, "propose">, edit: Edit | undefined): Proposed {
  const promise = useMemo(() => {
    const asked = edit === undefined ? undefined : deeds.propose(edit);
    // Whoever draws it tells why it failed.
    asked?.catch(() => undefined);
    return asked;
  }, [deeds, edit]);
  const [answer, setAnswer] = useState<Proposed>({ promise: undefined });
  useEffect(() => {
    promise?.then(
      (proposal) => setAnswer({ promise, proposal }),
      (error: unknown) => setAnswer({ promise, problem: messageOf(error) }),
    );
  }, [promise]);
  return answer.promise === promise ? answer : { promise };
}
