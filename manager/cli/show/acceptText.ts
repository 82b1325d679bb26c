import type { Acceptance, AcceptedSetting, Unacceptable } from "../../operations/drift/accept";
import { differenceName, few } from "./driftText";

/** What accepting would write, for a terminal. */
export function acceptText({ settings, without }: Acceptance): string {
  const parts = [
    ...(settings.length === 0 ? [] : [["Goes into the stack file:", ...settings.map(settingLine)].join("\n")]),
    ...(without.length === 0 ? [] : [["Does not, and stays drift:", ...brief(without)].join("\n")]),
  ];
  return parts.length === 0 ? "Nothing to accept." : parts.join("\n\n");
}

const settingLine = ({ instance, path, value, note }: AcceptedSetting) =>
  `  ${instance}: ${path.join(".")}: ${value}${note === undefined ? "" : ` (${note})`}`;

/** Things that are left for the same reason stand together. */
function brief(without: readonly Unacceptable[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { resource, difference, reason } of without) {
    const key = `  ${resource}: ${reason}: `;
    groups.set(key, [...(groups.get(key) ?? []), differenceName(difference)]);
  }
  return [...groups].map(([key, names]) => key + few(names, 3));
}
