import { beginAnew } from "../backup/swap";
import { FleetError } from "../errors";
import { begin, end } from "../progress";
import { caught } from "../upgrade/caught";
import { gate } from "../upgrade/gate";
import { type Move, volumesOn } from "./moving";
import type { Moved } from "./types";

/** Starts an instance on the new host, where its data is whole, and ends the move. @throws FleetError when it is not well there. */
export async function arrive(
  moving: Move,
  { copied, rest }: Pick<Moved, "copied" | "rest">,
  began: number,
): Promise<Moved> {
  const { name, running, from, to, set, entry, apply, subjectOn } = moving;
  const { phase, stopped, downTime: known } = entry();
  if (phase !== "settle") set({ phase: "switch" });
  begin(running, `starts on host ${to.host.name}`, name);
  const problem = await caught(apply("there"));
  const sick = await caught(gate({ target: to, subject: () => subjectOn(to) }, to.spec, running));
  if (sick !== undefined) throw new FleetError("failed", problem ?? sick);
  const downTime = known ?? (Date.now() - Date.parse(stopped ?? "")) / 1000;
  set({ phase: "settle", downTime });
  await beginAnew(to);
  await apply("after");
  set({ phase: "done" });
  end(running, `is on host ${to.host.name}, ${downTime.toFixed(1)} s down`, name);
  const seconds = (Date.now() - began) / 1000;
  return { name, from: from.host.name, to: to.host.name, copied, rest, downTime, seconds, left: await volumesOn(from) };
}
