import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { program } from "../operations/workspace";
import { exposition } from "../serve/metrics/exposition";
import { families } from "../serve/metrics/families";
import { figures } from "./support/figures";

const folder = join(program, "examples/monitoring");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const dashboards = readdirSync(join(folder, "dashboards")).map((name) => `dashboards/${name}`);
const promtool = (...args: string[]) => spawnSync("promtool", args, { encoding: "utf8", cwd: folder });
const missing = promtool("--version").status !== 0;

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: Readonly<Record<string, string>> }[] }[]; // prettier-ignore
}
interface Dashboard {
  readonly uid: string;
  readonly panels: readonly { readonly id: number; readonly title: string; readonly gridPos: { readonly x: number; readonly w: number }; readonly targets: readonly { readonly expr: string }[] }[]; // prettier-ignore
}
const rules = (parse(read("alerts.yml")) as Rules).groups.flatMap((group) => group.rules); // what promtool checks as well
const boards = dashboards.map((name) => JSON.parse(read(name)) as Dashboard); // shipped with the program

/** Every name that Prometheus may be asked for. */
const known = new Set(
  exposition(families(figures, undefined, Date.now()))
    .split("\n")
    .flatMap((line) => /^(supabase_fleet_\w+)/.exec(line)?.[1] ?? []),
);

describe("the alert rules and dashboards that are shipped", () => {
  it.each([
    ...rules.map(({ alert, expr }) => [alert, expr] as const),
    ...boards.flatMap(({ panels }) => panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const))), // prettier-ignore
  ])("ask for figures that there are: %s", (_title, expr) => {
    const asked = expr.match(/supabase_fleet_\w+/g) ?? [];
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
    expect(asked.length > 0 || expr.startsWith("up{")).toBe(true);
  });
  it("say in every alert what it is and what to do", () => {
    for (const { alert, annotations } of rules) {
      expect(Object.keys(annotations).sort(), alert).toEqual(["description", "summary"]);
    }
  });
  it("give every panel a place and a number of its own", () => {
    for (const { uid, panels } of boards) {
      expect(uid).toMatch(/^supabase-/);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });
  it("have a test of promtool's for every rule", () => {
    const tested = read("alerts.test.yml");
    const untested = rules.map(({ alert }) => alert).filter((alert) => !tested.includes(`alertname: ${alert}`));
    expect(untested).toEqual([]);
  });
  it.skipIf(missing)("pass promtool's checks", { timeout: 60_000 }, () => {
    expect(promtool("check", "rules", "alerts.yml")).toMatchObject({ status: 0 });
    expect(promtool("test", "rules", "alerts.test.yml")).toMatchObject({ status: 0 });
    expect(promtool("check", "config", "--syntax-only", "prometheus.yml")).toMatchObject({ status: 0 });
  });
});
