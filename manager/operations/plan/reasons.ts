import type { LedgerEntry } from "../../../components/dynamic/ledger";
import type { Step } from "../../../engine/engine";
import type { Properties } from "../../../engine/state";
import type { SettingChange } from "./types";

type Entries = Readonly<Record<string, LedgerEntry | undefined>>;

/** What each instance's settings were at the last apply and are now, where they differ: the ledger remembers. */
export function settingChanges(steps: readonly Step[]): Map<string, SettingChange[]> {
  const ledger = steps.find(({ type }) => type.endsWith(":Ledger"));
  const before = entries(ledger?.old?.inputs);
  const after = entries(ledger?.inputs);
  return new Map(Object.keys(after).map((name) => [name, differences(before[name]?.settings, after[name]?.settings)]));
}

const entries = (inputs: Properties | undefined): Entries => (inputs?.instances ?? {}) as Entries; // the ledger's own input

function differences(before: LedgerEntry["settings"], after: LedgerEntry["settings"]): SettingChange[] {
  // A new instance, or one that an earlier version applied: nothing to compare with.
  if (before === undefined || after === undefined) return [];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => ({ path, old: before[path], new: after[path] }));
}
