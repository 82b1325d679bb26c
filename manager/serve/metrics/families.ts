import type { Figures } from "../../operations/metrics/meter";
import { backupFamilies } from "./backupFamilies";
import type { Family, Labels } from "./exposition";
import { prefix } from "./prefix";
import { stateFamilies } from "./stateFamilies";
import { stockFamilies } from "./stockFamilies";
import { trafficFamilies } from "./trafficFamilies";

/**
 * Everything that is known of a fleet. @param names instances that the reader may see; all when unset.
 * @param now milliseconds since 1970.
 */
export function families(figures: Figures, names: readonly string[] | undefined, now: number): Family[] {
  const may = (name: string) => names?.includes(name) ?? true;
  return [
    ...sampleFamilies(figures, now),
    ...stateFamilies(figures, may),
    ...trafficFamilies(figures, may),
    ...stockFamilies(figures, may),
    ...backupFamilies(figures, may),
  ];
}

/** How old the rest is: a scrape never waits for a host. */
function sampleFamilies(figures: Figures, now: number): Family[] {
  const all = Object.entries(figures).map(([name, sample]) => ({ labels: { sample: name } satisfies Labels, sample }));
  return [
    {
      name: `${prefix}sample_age_seconds`,
      help: "Age of the figures of a kind; a kind without one was not gathered yet.",
      type: "gauge",
      samples: all.flatMap(({ labels, sample: { at } }) => (at === undefined ? [] : [{ labels, value: (now - at) / 1000 }])), // prettier-ignore
    },
    {
      name: `${prefix}sample_failures_total`,
      help: "Times that figures of a kind could not be gathered.",
      type: "counter",
      samples: all.map(({ labels, sample: { failures } }) => ({ labels, value: failures })),
    },
  ];
}
