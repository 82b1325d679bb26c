import { discard } from "../edit/discard";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import type { Running } from "../progress";
import type { Workspace } from "../workspace";

/** An instance that has an end. */
export interface Passing {
  readonly instance: string;
  /** ISO 8601. */
  readonly expires: string;
  readonly over: boolean;
}

/** Instances whose entry says when they end, the next one first. */
export async function passingInstances(workspace: Workspace, now = new Date()): Promise<Passing[]> {
  const { instances } = await fleetOf(workspace);
  return instances
    .flatMap(({ name, config: { expires } }) =>
      expires === undefined ? [] : [{ instance: name, expires, over: Date.parse(expires) <= now.getTime() }],
    )
    .sort((a, b) => Date.parse(a.expires) - Date.parse(b.expires));
}

/**
 * Deletes the instances whose time is over, with their data; the keys to their backups are kept.
 * @returns their names. @throws FleetError naming those that could not be deleted, after the others.
 */
export async function expire(workspace: Workspace, running: Running, wait = 0): Promise<string[]> {
  const names = (await passingInstances(workspace)).filter(({ over }) => over).map(({ instance }) => instance);
  const refused: string[] = [];
  for (const name of names)
    await discard(workspace, name, running, { wait }).catch((error: unknown) => {
      // One that has to wait for somebody is in nobody's way.
      if (!(error instanceof FleetError && error.kind === "refused")) throw error;
      refused.push(error.message);
    });
  if (refused.length > 0) throw new FleetError("refused", refused.join("\n"));
  return names;
}
