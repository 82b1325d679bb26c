import { FleetError } from "../errors";
import { mustBeAbleToLimit } from "../firstMade";
import { type Model, model } from "../model";
import type { Workspace } from "../workspace";
import { withFields, writeFields } from "./entries";
import type { Journal } from "./journal";
import { type Upgradable, upgradables } from "./upgradable";
import type { Running } from "../progress";

/** What every step of an upgrade works with. It is made anew when one goes on. */
export interface Session {
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly running: Running;
  of(name: string): Upgradable;
  /** Writes the old or the new settings of some entries and applies those instances alone. */
  apply(which: "old" | "new", names: readonly string[]): Promise<void>;
}

/** @throws FleetError when an instance is not in the list any more, or another one cannot be left out. */
export async function openSession(workspace: Workspace, journal: Journal, running: Running): Promise<Session> {
  const [now, later] = await Promise.all(
    (["old", "new"] as const).map((which) => model(withFields(workspace, journal.fields(which)))),
  );
  if (now === undefined || later === undefined) throw new Error("two models were asked for");
  mustBeAbleToLimit(workspace.engine, now, journal.names);
  const known = new Map(upgradables(journal.names, now, later).map((each) => [each.target.name, each]));
  return {
    workspace,
    journal,
    running,
    of(name) {
      const found = known.get(name);
      if (found === undefined) throw new FleetError("usage", `${name} is not part of this upgrade.`);
      return found;
    },
    async apply(which, names) {
      writeFields(workspace, journal.fields(which, names));
      await workspace.engine.apply({ only: resourcesOf(which === "old" ? now : later, names) }, running);
    },
  };
}

/** Names of everything that belongs to some instances, and the ledger's. */
export const resourcesOf = ({ steps }: Model, names: readonly string[]): string[] => [
  "fleet",
  ...new Set(steps.filter(({ parent }) => names.includes(parent)).map(({ name }) => name)),
];
