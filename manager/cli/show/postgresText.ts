import pc from "./colours";
import type { PostgresPlan, PostgresReport, Rehearsal } from "../../operations/upgradePostgres/types";
import { size } from "./size";

/** What an upgrade of Postgres would do and what was found, for a terminal. */
export function postgresPlanText(plan: PostgresPlan): string {
  const { name, host, from, to, image, databases, data, free, needed, extensions, rehearsal } = plan;
  const held = databases.map((each) => `${each.name} (${size(each.size)})`).join(", ");
  return [
    `${pc.bold(name)} on ${host} goes from Postgres ${from} to ${to}`,
    `  image       ${image}`,
    `  databases   ${held}`,
    `  disk        ${size(free)} free, ${size(needed)} needed: snapshot, new data and 5 GB`,
    `  extensions  ${extensions.length === 0 ? "all there, in the same versions" : extensions.map((each) => `${each.name} ${each.old} → ${each.new}${each.database === "postgres" ? "" : ` in ${each.database}`}`).join(", ")}`,
    ...rehearsalLines(rehearsal),
    `  down time   ${pc.yellow(`from a snapshot of ${size(data)} until Postgres ${to} holds the same and serves`)}`,
    `  way back    by itself when it fails; later: fleet upgrade-postgres ${name} --rollback`,
  ].join("\n");
}

const rehearsalLines = (rehearsal: Rehearsal | undefined): string[] =>
  rehearsal === undefined
    ? [`  rehearsal   none: --dry-run loads the live data into a throwaway server and times it`]
    : [
        `  rehearsal   ${pc.green("passed")}: loaded in ${seconds(rehearsal.seconds)}, ${rehearsal.compared} facts compared`,
      ];

const seconds = (time: number) => (time < 100 ? `${time.toFixed(1)} s` : `${Math.round(time / 60)} min`);

/** How it ended. */
export function postgresReportText(report: PostgresReport): string {
  const { name, outcome, postgres, snapshot, reason, restored, downTime } = report;
  const colour = outcome === "upgraded" ? pc.green : pc.red;
  const head = `${pc.bold(name)}: ${colour(outcome)}, on Postgres ${postgres}`;
  if (outcome === "upgraded")
    return [
      `${head}${downTime === undefined ? "" : `; it did not answer for ${seconds(downTime)}`}`,
      `  Its old data is snapshot ${snapshot}. When you do not need it any more:`,
      `  fleet snapshots remove ${name} ${snapshot}`,
    ].join("\n");
  return [
    head,
    ...(reason === undefined ? [] : reason.split("\n").map((line) => `  ${line}`)),
    ...(restored ? restoredLines(report) : ["  Its data was not replaced: no row is lost."]),
  ].join("\n");
}

function restoredLines({ snapshot, newer, lost }: PostgresReport): string[] {
  return [
    `  Its data is that of snapshot ${snapshot}.`,
    ...(newer === undefined
      ? ["  Nothing was written to the new data."]
      : [`  The data of the newer Postgres is kept as snapshot ${newer}.`, ...writtenLines(lost)]),
  ];
}

/** What is in the newer data alone. */
export function writtenLines(lost: readonly string[] | undefined): string[] {
  if (lost === undefined) return ["  Which rows are in it alone, Postgres could not tell."];
  if (lost.length === 0) return ["  No row was written since the upgrade."];
  return ["  These rows were written since the upgrade and are in it alone:", ...lost.map((line) => `    ${line}`)];
}
