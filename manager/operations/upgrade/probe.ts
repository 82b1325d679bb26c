import { setTimeout as sleep } from "node:timers/promises";
import { FleetError, messageOf } from "../errors";
import { type Check, Skipped } from "../verify/check";
import { functions } from "../verify/checks/functions";
import { poolerSession } from "../verify/checks/pooler";
import { query } from "../verify/checks/query";
import { realtime } from "../verify/checks/realtime";
import { signUp } from "../verify/checks/signUp";
import { storage } from "../verify/checks/storage";
import type { Subject } from "../verify/subject";

/** Those of `fleet verify` that say whether an instance works; how it stands beside others, an image does not change. */
const journey: readonly Check[] = [signUp, query, realtime, storage, functions, poolerSession];

/** Seconds in which a service that has just started may still refuse. */
const patience = 60;

/**
 * Goes the way of a user through the gateway, from an account to a query, and takes away what it made.
 * @param subject gives the instance anew for each try.
 * @throws FleetError naming what does not hold.
 */
export async function probe(subject: () => Subject | undefined, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  for (;;) {
    const problem = await problemOf(subject());
    if (problem === undefined) return;
    if (signal.aborted) throw new FleetError("cancelled", "Cancelled.");
    if (Date.now() > deadline) throw new FleetError("failed", problem);
    await sleep(1000);
  }
}

async function problemOf(subject: Subject | undefined): Promise<string | undefined> {
  if (subject === undefined) return "It was never applied.";
  try {
    for (const { sentence, run } of journey) {
      await run(subject).catch((error: unknown) => {
        if (!(error instanceof Skipped)) throw new Error(`It should hold that ${sentence}. ${messageOf(error)}`);
      });
    }
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    // What cannot be taken away while a service is sick is no reason to hide why it is.
    await Promise.allSettled(subject.cleanUps.reverse().map(async (cleanUp) => await cleanUp()));
  }
}
