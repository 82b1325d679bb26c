import { volumeName } from "../../../components/config/names";
import { FleetError } from "../errors";
import { orMissing } from "../host";
import type { Running } from "../progress";
import { type Target, dataRoles } from "../snapshot/target";
import type { Workspace } from "../workspace";
import { type Entry, journalOf } from "./journal";
import { type Session, openSession } from "./session";
import type { MoveRecord } from "./types";

/** The last move of an instance, unless its old data is gone too. */
export function recordOf(workspace: Workspace, name: string): MoveRecord | undefined {
  const entry = journalOf(workspace).of(name);
  if (entry === undefined) return undefined;
  const { from, to, since, phase } = entry;
  return { name, from, to, since, phase };
}

/** Where a move is, and what it is to be written down by. */
export interface Move extends Session {
  readonly set: (change: Partial<Entry>) => void;
  readonly entry: () => Entry;
}

export async function openMove(workspace: Workspace, name: string, running: Running): Promise<Move> {
  const journal = journalOf(workspace);
  const entry = () => {
    const found = journal.of(name);
    if (found === undefined) throw new FleetError("usage", `${name} is not being moved.`);
    return found;
  };
  const session = await openSession(workspace, name, entry(), running);
  return { ...session, entry, set: (change) => journal.set(name, { ...entry(), ...change }) };
}

/** The data volumes of an instance that are on a host. */
export async function volumesOn({ name, host }: Pick<Target, "name" | "host">): Promise<string[]> {
  const found = await Promise.all(
    dataRoles.map(async (role) => {
      const volume = volumeName(name, role);
      return (await orMissing(host.docker.getVolume(volume).inspect())) === undefined ? [] : [volume];
    }),
  );
  return found.flat();
}
