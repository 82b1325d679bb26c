import { containerIn } from "../leaving/wanted";
import { ask } from "../host";
import { serviceLabel } from "../observe";
import { begin, end, stopIfCancelled } from "../progress";
import { stopContainers, stopWriters } from "../snapshot/containers";
import { pull } from "../upgrade/images";
import { carry, tar } from "./carry";
import { type BaseCopy, copyLog, copyServing, recoverThere } from "./database";
import { catchUp } from "./difference";
import type { Move } from "./moving";
import type { Ends } from "./session";
import type { Moved } from "./types";

/**
 * Copies everything while it serves, stops it, and copies the rest.
 * @returns bytes that went while it served, and while it did not. @throws FleetError
 */
export async function goThere(moving: Move, pulls: readonly string[]): Promise<Pick<Moved, "copied" | "rest">> {
  const { name, running, from, to, set, apply } = moving;
  for (const image of pulls) await pull(to.host, image, running);
  begin(running, "lets its volumes be made a second time", name);
  await apply("here");
  const ends = await moving.ends();
  const { base, copied } = await copyAll(moving, ends);
  stopIfCancelled(running);
  set({ phase: "stop", stopped: new Date().toISOString() });
  begin(running, `stops on host ${from.host.name}`, name);
  await stopContainers(from, running, ({ Config }) => serviceLabel(Config.Labels) !== "db");
  await stopWriters(from, running);
  const rest = await copyRest(moving, ends, base);
  stopIfCancelled(running);
  return { copied, rest };
}

async function copyAll({ name, running, server, to }: Move, ends: readonly Ends[]) {
  let copied = 0;
  let base: BaseCopy | undefined;
  for (const { role, ...each } of ends) {
    stopIfCancelled(running);
    begin(running, `copies ${each.from.volume} to host ${to.host.name}`, name);
    await makeLike(each);
    if (role === "db-data") {
      base = await copyServing(server, each.from, each.to, name, running);
      copied += base.bytes;
    } else {
      const pack = `${tar} -C /from --warning=no-file-changed --warning=no-file-removed -cf - . ; [ $? -le 1 ]`;
      copied += await carry(each.from, each.to, { instance: name, pack }, running);
    }
  }
  if (base === undefined) throw new Error("an instance has a data volume");
  end(running, `copied ${Math.round(copied / 2 ** 20)} MB`, name);
  return { base, copied };
}

/** A volume as the old host has it, above all with the labels that say what made its data. */
async function makeLike({ from, to }: Omit<Ends, "role">): Promise<void> {
  const found = await ask(from.host, from.host.docker.getVolume(from.volume).inspect());
  await ask(to.host, to.host.docker.createVolume({ Name: to.volume, Driver: "local", Labels: found.Labels ?? {} }));
}

async function copyRest({ name, running, to, later }: Move, ends: readonly Ends[], base: BaseCopy): Promise<number> {
  let rest = 0;
  begin(running, "copies what has changed", name);
  for (const { role, ...each } of ends)
    if (role !== "db-data") rest += await catchUp(name, each.from, each.to, running);
  const data = ends.find(({ role }) => role === "db-data");
  const db = containerIn(later.steps, name, "db");
  if (data === undefined || db === undefined) throw new Error("an instance has a database");
  const { bytes, control } = await copyLog(base, data, name, running);
  begin(running, `lets Postgres read its log on host ${to.host.name}`, name);
  await recoverThere(to, db.inputs, control, running);
  return rest + bytes;
}
