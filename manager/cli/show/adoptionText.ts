import pc from "./colours";
import type { Adoption } from "../../operations/arriving/types";
import { table } from "../table";
import { size } from "./size";

/** What was found in a folder, for a terminal. */
export function adoptionText(found: Adoption): string {
  const { folder, project, name, host, postgres, running, data, settings, kept, rotated, notCarried, notes } = found;
  const parts = [
    `${pc.bold(project)} in ${folder}, Postgres ${postgres}, becomes ${pc.bold(name)} on ${host}.`,
    section("Data, copied; the old one is only read", ["FROM", "TO", "SIZE"], data.map(({ from, to, bytes }) => [from, to, size(bytes)])), // prettier-ignore
    section("Settings", ["IN THE INSTALL", "IN THE LIST", "VALUE"], settings.map(({ variable, path, value }) => [variable === "" ? "(chosen)" : variable, path, short(value)])), // prettier-ignore
    kept.length === 0 ? "" : `${pc.bold("Secrets that stay")}: ${kept.join(", ")}`,
    section(
      pc.red("Secrets that cannot stay; --rotate makes new ones"),
      ["SECRET", "WHY", "WHAT ENDS"],
      rotated.map(({ variable, reason, ends }) => [variable, reason, ends]),
    ),
    section(
      "Not carried over",
      ["IN THE INSTALL", "WHY"],
      notCarried.map(({ variable, why }) => [variable, why]),
    ),
    notes.map((text) => `Note: ${text}`).join("\n"),
    running.length === 0 ? "" : pc.red(`It runs: ${running.join(", ")}. Stop it before it is adopted.`),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

const section = (title: string, head: readonly string[], rows: readonly (readonly string[])[]) =>
  rows.length === 0 ? "" : `${pc.bold(title)}\n${table(head, rows)}`;

const short = (value: string | undefined) =>
  value === undefined ? "[secret]" : value.length > 40 ? `${value.slice(0, 39)}…` : value;
