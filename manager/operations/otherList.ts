import { merge } from "../../components/config/merge";
import { FleetError } from "./errors";
import type { Workspace } from "./workspace";

export type RawEntry = Readonly<Record<string, unknown>>;

/** An entry with other settings laid over its own. */
export const over = (entry: RawEntry, settings: RawEntry): RawEntry => merge(entry, settings) as RawEntry; // two groups merge to a group

/** The settings of a stack as the program gets them: structured ones as JSON text. */
export type Settings = Readonly<Record<string, string>>;

const key = "supabase-fleet:instances";

/** The entries of the list, secrets opened. */
export function entriesIn(settings: Settings): readonly RawEntry[] {
  const parsed: unknown = JSON.parse(settings[key] ?? "[]");
  return Array.isArray(parsed) ? (parsed as RawEntry[]) : []; // the program's schema checks what is in them
}

/** The same stack with another list, for a question to the program; nothing of it is written anywhere. */
export function withList(
  workspace: Workspace,
  change: (entries: readonly RawEntry[]) => readonly RawEntry[],
): Workspace {
  return {
    ...workspace,
    engine: {
      ...workspace.engine,
      async config() {
        const settings = await workspace.engine.config();
        return { ...settings, [key]: JSON.stringify(change(entriesIn(settings))) };
      },
      apply: () => Promise.reject(new FleetError("failed", "This list is for looking alone.")),
    },
  };
}
