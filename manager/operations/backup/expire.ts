import { remove } from "../edit/remove";
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

/** Deletes the instances whose time is over, with their data. @returns their names. */
export async function expire(workspace: Workspace, running: Running, wait = 0): Promise<string[]> {
  const names = (await passingInstances(workspace)).filter(({ over }) => over).map(({ instance }) => instance);
  for (const name of names) await remove(workspace, name, { apply: true, wait }, running);
  return names;
}
