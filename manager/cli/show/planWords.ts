import pc from "./colours";
import type { InstanceAction, Plan, ResourceChange, ServiceAction } from "../../operations/plan/types";

type Action = InstanceAction | ServiceAction | ResourceChange["action"];

/** One word or two for each thing that can happen. */
export const inWords: Record<Action, string> = {
  create: "is made",
  change: "changes",
  pause: "is paused",
  resume: "is resumed",
  delete: "is deleted",
  none: "stays",
  live: "changes while it runs",
  update: "is updated",
  replace: "is replaced",
};

export const mark = (action: Action): string =>
  ({ create: pc.green("+"), delete: pc.red("-"), replace: pc.yellow("±"), live: "~", update: "~", change: "~", pause: "-", resume: "+", none: " " })[action]; // prettier-ignore

export const seconds = (count: number): string =>
  count < 60 ? `${count} s` : `${Math.floor(count / 60)} min ${count % 60} s`;

/** What the users of an instance will notice. */
export function disturbance(action: InstanceAction, downtime: number): string {
  if (action === "pause") return ": it does not answer until it is resumed";
  if (downtime === 0) return "";
  return action === "resume"
    ? `: it answers after about ${seconds(downtime)}`
    : `: requests may fail for about ${seconds(downtime)}`;
}

/** What a plan says when nothing but the state's memory of the list is behind. */
export const record = "No instance changes; the state writes down the list anew.";

/** The last line of a plan. */
export function summary({ instances, totals, hash }: Plan): string {
  const touched = instances.filter(({ action }) => action !== "none").length;
  const counts = [
    [totals.create, "made"],
    [totals.live, "changed live"],
    [totals.replace, "replaced"],
    [totals.delete, "deleted"],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  const services = counts.length === 0 ? "no container touched" : `containers: ${counts.join(", ")}`;
  const lost = totals.dataAtRisk === 0 ? "no data at risk" : `data of ${totals.dataAtRisk} volumes lost`;
  const paused = instances.filter(({ action }) => action === "pause").length;
  const down =
    [
      ...(paused === 0 ? [] : [`${paused} paused`]),
      ...(totals.downtime === 0 ? [] : [`down time about ${seconds(totals.downtime)}`]),
    ].join(", ") || "no down time";
  return `${touched} of ${instances.length} instances; ${services}; ${down}; ${lost}. Plan ${hash}.`;
}
