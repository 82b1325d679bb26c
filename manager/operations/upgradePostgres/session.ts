import { containerName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { FleetError } from "../errors";
import { mustBeAbleToLimit } from "../firstMade";
import { type Model, model } from "../model";
import type { Running } from "../progress";
import type { Target } from "../snapshot/target";
import { withFields, writeFields } from "../upgrade/entries";
import { resourcesOf } from "../upgrade/session";
import type { Fields } from "../upgrade/types";
import { type Upgradable, upgradables } from "../upgrade/upgradable";
import type { Workspace } from "../workspace";
import { type Entry, Journal } from "./journal";
import type { Server } from "./run";
import { type Recipe, recipeOf } from "./servers";

/** Settings of an entry that an upgrade touches. */
export const settingsTouched = { state: null, "database.major": null, "database.changedFrom": null } as const;

/** What the entry says in each part of an upgrade. */
export type Stage = "old" | "old, paused" | "new" | "new, paused" | "new, settled" | "old, from new";

type Versions = Pick<Entry, "from" | "to" | "old">;

/** The settings of a stage. Only the last ones stay; those between are for one apply each. */
export function fieldsIn(stage: Stage, { from, to, old }: Versions): Fields {
  const settled = { ...old, "database.major": Number(to), "database.changedFrom": null };
  const changed = { ...settled, "database.changedFrom": Number(from) };
  const stages: Record<Stage, Fields> = {
    old,
    "old, paused": { ...old, state: "paused" },
    new: changed,
    "new, paused": { ...changed, state: "paused" },
    "new, settled": settled,
    "old, from new": { ...old, "database.changedFrom": Number(to) },
  };
  return stages[stage];
}

/** What every step works with. It is made anew when one goes on. */
export interface Session {
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly running: Running;
  readonly name: string;
  /** The instance with the old Postgres. */
  readonly target: Target;
  readonly wanted: InstanceSpec;
  readonly subject: Upgradable["subject"];
  readonly recipes: { readonly old: Recipe; readonly new: Recipe };
  /** The instance's own server, while its container runs. */
  readonly server: Server;
  /** Writes a stage into the entry and applies this instance alone. */
  apply(stage: Stage): Promise<void>;
  /** Writes the last stage, which changes no resource but the memory of the list. */
  settle(stage: Stage): Promise<void>;
}

/** @throws FleetError when the instance is not in the list any more. */
export async function openSession(workspace: Workspace, name: string, running: Running): Promise<Session> {
  const journal = new Journal(workspace, name);
  const modelIn = async (stage: Stage) =>
    await model(withFields(workspace, { [name]: fieldsIn(stage, journal.entry) }));
  const [now, later] = await Promise.all([modelIn("old"), modelIn("new")]);
  mustBeAbleToLimit(workspace.engine, now, [name]);
  const { target, wanted, password, subject, recipes } = partsOf(name, now, later);
  const write = (stage: Stage) => writeFields(workspace, { [name]: fieldsIn(stage, journal.entry) });
  const only = [...new Set([...resourcesOf(now, [name]), ...resourcesOf(later, [name])])];
  return {
    workspace,
    journal,
    running,
    name,
    target,
    wanted,
    subject,
    recipes,
    server: serverOf(target, password),
    async apply(stage) {
      write(stage);
      await workspace.engine.apply({ only }, running);
    },
    async settle(stage) {
      write(stage);
      await workspace.engine.apply({ only: ["fleet"] }, running);
    },
  };
}

/** An instance with the old and with the new Postgres. */
export function partsOf(name: string, now: Model, later: Model) {
  const [found] = upgradables([name], now, later);
  if (found === undefined) throw new FleetError("usage", `There is no instance "${name}".`);
  const recipe = recipeOf(later, name);
  // A fresh server gets the password of now: the one that the old data was made with may be an earlier.
  const envs = recipe.envs.map((line) =>
    line.replace(/^(POSTGRES_PASSWORD|PGPASSWORD)=.*$/s, (_, key: string) => `${key}=${found.password}`),
  );
  return { ...found, recipes: { old: recipeOf(now, name), new: { ...recipe, envs } } };
}

export const serverOf = ({ name, host }: Target, password: string): Server => ({
  docker: host.docker,
  container: host.docker.getContainer(containerName(name, "db")),
  port: 5432,
  password,
});
