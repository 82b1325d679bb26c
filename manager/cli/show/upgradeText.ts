import pc from "./colours";
import type { InstanceCheck, InstanceReport, UpgradePlan, UpgradeReport } from "../../operations/upgrade/types";
import { size } from "./size";
import { planText } from "./planText";

/** What an upgrade would do and what was found, for a terminal. */
export function upgradePlanText({ plan, waves, checks, pulls, skipped }: UpgradePlan, canary?: string): string {
  const stays = skipped.map(({ name, reason }) => `${name} stays as it is: ${reason}.`);
  if (checks.length === 0) return stays.join("\n");
  return [
    planText(plan),
    ["Checked", ...checks.map(checkLine)].join("\n"),
    ...(pulls.length === 0 ? [] : [["To be pulled first", ...pulls.map(({ host, image }) => `  ${image} on ${host}`)].join("\n")]), // prettier-ignore
    ["Order", ...waves.map((wave, index) => waveLine(wave, index, canary))].join("\n"),
    ...(stays.length === 0 ? [] : [stays.join("\n")]),
  ].join("\n\n");
}

const checkLine = ({ name, host, images, postgres, data }: InstanceCheck) =>
  `  ${pc.bold(name)} on ${host}: healthy, data of Postgres ${postgres}; snapshot of ${size(data)} with Postgres stopped; ${images.map(({ service }) => service).join(", ")} new`;

const waveLine = (names: readonly string[], index: number, canary: string | undefined) =>
  `  ${index + 1}. ${names.join(", ")}${canary !== undefined && index === 0 ? " (canary)" : ""}`;

/** What became of each instance. */
export function upgradeReportText({ instances }: UpgradeReport): string {
  return instances.flatMap(instanceLines).join("\n");
}

function instanceLines({ name, outcome, snapshot, reason, restored, newer, lost }: InstanceReport): string[] {
  const colour = outcome === "upgraded" ? pc.green : outcome === "not started" ? pc.dim : pc.red;
  const taken = snapshot === undefined ? "" : `; snapshot ${snapshot}`;
  return [
    `${pc.bold(name)}: ${colour(outcome)}${taken}`,
    ...(reason === undefined ? [] : reason.split("\n").map((line) => `  ${line}`)),
    ...(outcome === "rolled back" && !restored ? ["  Its data is as it was left: no row is lost."] : []),
    ...(restored
      ? [`  Its data is that of the snapshot. The newer data is kept as snapshot ${newer}.`, ...lostLines(lost)]
      : []),
  ];
}

function lostLines(lost: readonly string[] | undefined): string[] {
  if (lost === undefined) return ["  Which rows are in it alone, Postgres could not tell."];
  if (lost.length === 0) return ["  No row was written in between."];
  return ["  These rows were written in between and are in it alone:", ...lost.map((line) => `    ${line}`)];
}
