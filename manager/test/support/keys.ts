import type { Keys } from "../../../test/live/journey";
import { model } from "../../operations/model";
import { openWorkspace } from "../../operations/workspace";

/** Addresses and keys of an instance of a live fleet. */
export async function keysOf(folder: string, name: string): Promise<Keys> {
  const { outputs } = await model(openWorkspace({ folder, stack: "live" }));
  return outputs[name] as unknown as Keys; // the program's own outputs
}
