import { FleetError, messageOf } from "../errors";
import { removeHelpers } from "../helperContainer";
import { begin, end, note } from "../progress";
import { startStopped } from "../snapshot/containers";
import { gate } from "../upgrade/gate";
import { dropSlot } from "./database";
import { journalOf } from "./journal";
import { type Move, volumesOn } from "./moving";

/** Brings an instance back after what went wrong. @throws FleetError always: with what it was, and what became of the instance. */
export async function backAfter(moving: Move, error: unknown): Promise<never> {
  const { name, running, from, to, entry } = moving;
  const { phase } = entry();
  if (phase === "settle" || phase === "done") throw error; // It serves over there; the next call ends it.
  const kind = error instanceof FleetError ? error.kind : "failed";
  await goBack({ ...moving, running: { ...running, signal: new AbortController().signal } }).catch(
    (problem: unknown) => {
      throw new FleetError("failed", `${messageOf(error)}\n${name} could not be brought back to host ${from.host.name} either: ${messageOf(problem)}\n"fleet move ${name} --undo" tries again.`, { cause: error }); // prettier-ignore
    },
  );
  const kept = phase === "switch" ? ` What lies on host ${to.host.name} was left there: it may have served.` : "";
  throw new FleetError(kind, `${messageOf(error)}\n${name} is on host ${from.host.name} as before.${kept}`, {
    cause: error,
  });
}

/** Brings an instance back to the old host, where all its data still lies. @throws FleetError when it is not well there. */
export async function goBack(moving: Move): Promise<void> {
  const { name, running, from, to, entry, apply, server, subjectOn, workspace } = moving;
  const { phase } = entry();
  begin(running, `stays on host ${from.host.name}`, name);
  await removeHelpers(from.host, name);
  await removeHelpers(to.host, name).catch((problem: unknown) => note(running, messageOf(problem), name));
  if (phase === "switch") await apply("here");
  await startStopped(from, running);
  await dropSlot(server);
  await gate({ target: from, subject: () => subjectOn(from) }, from.spec, running);
  // What may have served may hold rows that are nowhere else.
  if (phase !== "switch") await removeCopies(to).catch((problem: unknown) => note(running, messageOf(problem), name));
  await apply("before");
  journalOf(workspace).remove(name);
  end(running, `is on host ${from.host.name} as before`, name);
}

async function removeCopies(to: Move["to"]): Promise<void> {
  for (const volume of await volumesOn(to)) await to.host.docker.getVolume(volume).remove();
}
