import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { FleetError } from "../errors";
import { oneAtATime } from "../exclusive";
import { type Workspace, kept } from "../workspace";
import type { Entry, Month } from "./entry";

/** What was counted in a month, by instance, in a file beside the stack: those that were deleted since are still in it. */
export type MonthEntries = Readonly<Record<string, Entry>>;

const fileOf = (workspace: Workspace, month: Month) => kept(workspace, "usage", `${month}.json`);

/** @throws FleetError when a later version wrote it. */
export function readMonth(workspace: Workspace, month: Month): MonthEntries {
  const file = fileOf(workspace, month);
  if (!existsSync(file)) return {};
  const { version, instances } = JSON.parse(readFileSync(file, "utf8")) as { version: number; instances: MonthEntries }; // written below
  if (version === 1) return instances;
  throw new FleetError("config", `${file} was written by a later version of fleet.`);
}

/** Months that something was counted in, newest first. */
export function months(workspace: Workspace): Month[] {
  const folder = dirname(fileOf(workspace, "0000-00"));
  if (!existsSync(folder)) return [];
  const own = new RegExp(`^${workspace.stack.replaceAll(".", "\\.")}\\.(\\d{4}-\\d{2})\\.json$`);
  return readdirSync(folder).flatMap((name) => own.exec(name)?.[1] ?? []).sort().reverse(); // prettier-ignore
}

/** The newest entry of every instance that was ever counted. */
export function newest(workspace: Workspace): MonthEntries {
  const all = months(workspace).map((month) => readMonth(workspace, month));
  return Object.assign({}, ...all.reverse()) as MonthEntries; // of nothing but these
}

/** New entries of an instance, by month, and what they go on from. */
export interface Addition {
  readonly before: Entry | undefined;
  readonly entries: ReadonlyMap<Month, Entry>;
}

/**
 * Adds what was counted, each month's file whole or not at all, the older month first. What somebody else has counted in the
 * meantime is left out here: nothing counts twice.
 */
export function add(workspace: Workspace, additions: ReadonlyMap<string, Addition>): void {
  const touched = [...new Set([...additions.values()].flatMap(({ entries }) => [...entries.keys()]))].sort();
  const last = touched.at(-1);
  if (last === undefined) return;
  mkdirSync(dirname(fileOf(workspace, last)), { recursive: true, mode: 0o700 });
  oneAtATime(fileOf(workspace, "guard"), () => {
    const now = newest(workspace);
    const own = [...additions].filter(([name, { before }]) => now[name]?.until === before?.until);
    for (const month of touched) {
      const changed = own.flatMap(([name, { entries }]) => {
        const entry = entries.get(month);
        return entry === undefined ? [] : [[name, entry] as const];
      });
      const instances = { ...readMonth(workspace, month), ...Object.fromEntries(changed) };
      writeFileAtomic.sync(fileOf(workspace, month), JSON.stringify({ version: 1, month, instances }, null, 2), { mode: 0o600 }); // prettier-ignore
    }
  });
}
