import type { LedgerEntry } from "../../../components/dynamic/ledger";
import type { Step } from "../../../engine/engine";
import type { Properties } from "../../../engine/state";
import type { GivenSecret } from "../../program/protocol";
import { contentReasons } from "./content";
import type { Hide } from "./hidden";
import type { Reason, ServiceChange } from "./types";

type Entries = Readonly<Record<string, LedgerEntry | undefined>>;

/** What a change of an instance comes from. */
export interface Asked {
  readonly name: string;
  /** All steps of the run: the ledger is among them. */
  readonly steps: readonly Step[];
  /** Those of the instance. */
  readonly own: readonly Step[];
  readonly services: readonly ServiceChange[];
  readonly given: readonly GivenSecret[];
  readonly hide: Hide;
}

/**
 * Why an instance changes: settings that differ from those the ledger remembers, content that they refer to, addresses that
 * are chosen anew, and where it is none of them, the program itself. None for a new instance or one that goes.
 */
export function reasonsOf(asked: Asked): Reason[] {
  const ledger = asked.steps.find(({ type }) => type.endsWith(":Ledger"));
  const [before, after] = [entries(ledger?.old?.inputs)[asked.name], entries(ledger?.inputs)[asked.name]];
  if (before === undefined || after === undefined) return [];
  const { own, services, given, hide } = asked;
  const settings = settingReasons(before.settings, after.settings, hide);
  const content = contentReasons(services, own, given, after.settings ?? {});
  const isNew = ({ path = "" }: Reason) => !settings.some((setting) => `${setting.path}.`.startsWith(`${path}.`));
  const reasons = [...settings, ...content.filter(isNew), ...addressReasons(own, settings)];
  if (reasons.length > 0 || services.every(({ action }) => action === "create")) return reasons;
  return [{ kind: before.settings === undefined ? "unknown" : given.length === 0 ? "program" : "content" }];
}

const entries = (inputs: Properties | undefined): Entries => (inputs?.instances ?? {}) as Entries; // the ledger's own input

function settingReasons(before: LedgerEntry["settings"], after: LedgerEntry["settings"], hide: Hide): Reason[] {
  // An earlier version kept none: nothing to compare with.
  if (before === undefined || after === undefined) return [];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const show = (text: string | undefined) => (text === undefined ? undefined : hide(text));
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => ({ kind: "setting", path, old: show(before[path]), new: show(after[path]) }));
}

/** Ports and the subnet that nobody wrote down give way when another instance of the host has taken them. */
function addressReasons(own: readonly Step[], settings: readonly Reason[]): Reason[] {
  const written = (path: string) => settings.some((reason) => reason.path?.startsWith(path) === true);
  return own.flatMap(({ type, old, inputs }): Reason[] => {
    if (old === undefined || inputs === undefined) return [];
    if (type.endsWith(":Network")) {
      const moved = !same(old.inputs.ipamConfigs, inputs.ipamConfigs) && !written("subnet") && !written("hosts.");
      return moved ? [{ kind: "address", path: "subnet" }] : [];
    }
    const moved = portsOf(old.inputs).some((port) => !portsOf(inputs).includes(port)) && portsOf(inputs).length === portsOf(old.inputs).length; // prettier-ignore
    return moved && !written("ports.") ? [{ kind: "address", path: `port of ${String(inputs.name)}` }] : [];
  });
}

const portsOf = ({ ports }: Properties): string[] =>
  Array.isArray(ports) ? ports.map(({ ip, external }: { ip: string; external: number }) => `${ip}:${external}`) : [];

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
