import type { InstanceSpec } from "../../../components/spec";
import { messageOf } from "../errors";
import { overlapEnd } from "../rotate/journal";
import type { Workspace } from "../workspace";
import type { KeyOverlap } from "./types";

/** Whether tokens of an earlier signing key still count, and a note once that can end: nobody else reminds of it. */
export function overlapOf(
  workspace: Workspace,
  { name, config }: Pick<InstanceSpec, "name" | "config">,
  given: ReadonlySet<string>,
): { overlap?: KeyOverlap; notes: string[] } {
  const accepted = config.keys.previousJwtKeys === "accept" && (config.rotation.jwtKeys ?? 1) > 1;
  if (!accepted || given.has("jwtKeys")) return { notes: [] };
  const finish = `"fleet rotate ${name} jwtKeys --finish"`;
  try {
    const until = overlapEnd(workspace, name);
    if (until === undefined)
      return { overlap: { over: false }, notes: [`Tokens of an earlier signing key count still. When they have expired, ${finish} drops that key.`] }; // prettier-ignore
    const overlap = { until: until.toISOString(), over: until.getTime() <= Date.now() };
    return { overlap, notes: overlap.over ? [`The last token of the old signing key has expired: ${finish} drops that key.`] : [] }; // prettier-ignore
  } catch (error) {
    return { overlap: { over: false }, notes: [messageOf(error)] };
  }
}
