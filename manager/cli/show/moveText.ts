import type { MovePlan, Moved } from "../../operations/move/types";
import pc from "./colours";
import { duration } from "./duration";
import { size } from "./size";

/** What a move would do and what was found, for a terminal. */
export function movePlanText({ name, from, to, volumes, free, pulls, placed, notes }: MovePlan): string {
  const total = volumes.reduce((sum, { bytes }) => sum + bytes, 0);
  const places = Object.entries(placed).map(([path, value]) => `${path} ${value}`);
  return [
    `${pc.bold(name)} goes from host ${from} to host ${to}, with its keys and its addresses`,
    `  data       ${size(total)}: ${volumes.map(({ role, bytes }) => `${role} ${size(bytes)}`).join(", ")}`,
    `  disk       ${free === 0 ? "looked at when the first image is there" : `${size(free)} free on ${to}`}`,
    ...(pulls.length === 0 ? [] : [`  images     ${pulls.length} to pull on ${to}, before anything stops`]),
    ...(places.length === 0 ? [] : [`  place      ${places.join(", ")}: its own is a neighbour's there`]),
    `  down time  ${pc.yellow("for what is written while the copy runs, and for its start")}`,
    `  way back   by itself when it fails; the data here stays until fleet move ${name} --clean`,
    ...notes.map((note) => `  ${pc.yellow("!")} ${note}`),
  ].join("\n");
}

export function movedText({ name, from, to, copied, rest, downTime, seconds, left }: Moved): string {
  return [
    `${pc.bold(name)}: ${pc.green("moved")} to host ${to} in ${duration(Math.round(seconds))}; it did not answer for ${downTime.toFixed(1)} s`,
    `  ${size(copied)} were copied while it served, ${size(rest)} while it did not`,
    ...(left.length === 0 ? [] : [`  Its data of before is still on host ${from}. When all is well: fleet move ${name} --clean`]), // prettier-ignore
  ].join("\n");
}

export const cleanedText = (name: string, removed: readonly string[]): string =>
  removed.length === 0 ? `Nothing of ${name} was left.` : `Removed: ${removed.join(", ")}`;
