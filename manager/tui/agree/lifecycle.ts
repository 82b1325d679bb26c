import type { LifecycleAction } from "../../operations/lifecycle";
import type { Deeds } from "../fleet";
import type { Change } from "./change";

const words: Record<LifecycleAction, { readonly verb: string; readonly means: string }> = {
  start: { verb: "Start", means: "The database first, then the rest, until all are healthy." },
  stop: { verb: "Stop", means: "Nobody can reach it until it is started again; its data stays." },
  restart: { verb: "Restart", means: "Nobody can reach it for some seconds, up to a minute." },
};

/** Containers that are there are started or stopped. @param service all of them when unset. */
export function running(deeds: Deeds, action: LifecycleAction, names: readonly string[], service?: string): Change {
  const { verb, means } = words[action];
  const what = service === undefined ? names.join(", ") : `${service} of ${names.join(", ")}`;
  return {
    title: `${verb} ${what}`,
    job: [action, ...names, ...(service === undefined ? [] : [service])].join(" "),
    instance: names.length === 1 ? names[0] : undefined,
    isSimple: true,
    async prepare() {
      return {
        text: `${verb} ${what}?\n\n${means}`,
        fields: [],
        carryOut: async (progress) => await deeds.lifecycle(action, names, progress, service),
      };
    },
  };
}
