import { volumeName } from "../../../components/config/names";
import { FleetError } from "../errors";
import { helperImage } from "../helperContainer";
import { mustBeAbleToLimit } from "../firstMade";
import { type Model, model } from "../model";
import type { Running } from "../progress";
import { candidates } from "../snapshot/take";
import { type DataRole, type Target, dataVolumes, targetOf } from "../snapshot/target";
import { withFields, writeFields } from "../upgrade/entries";
import { resourcesOf } from "../upgrade/session";
import type { Fields } from "../upgrade/types";
import type { Server } from "../upgradePostgres/run";
import { serverOf } from "../upgradePostgres/session";
import { subjectsOf } from "../verify/subjects";
import type { Workspace } from "../workspace";
import type { End } from "./carry";
import type { Entry } from "./journal";

/** Settings of an entry that a move touches, besides those that place it. */
export const settingsTouched = { host: null, moving: null } as const;

/** What the entry says in each part of a move. Only the first and the last stay; the others are for one apply each. */
export type Stage = "before" | "here" | "there" | "after";

/** The settings of a stage. */
export function fieldsIn(stage: Stage, { old, to, placed }: Pick<Entry, "old" | "to" | "placed">): Fields {
  const stages: Record<Stage, Fields> = {
    before: old,
    here: { ...old, moving: true },
    there: { ...old, ...placed, host: to, moving: true },
    after: { ...old, ...placed, host: to },
  };
  return stages[stage];
}

/** What every step works with. It is made anew when one goes on. */
export interface Session {
  readonly workspace: Workspace;
  readonly running: Running;
  readonly name: string;
  /** The instance on the old host and on the new. */
  readonly from: Target;
  readonly to: Target;
  readonly later: Model;
  /** Its server on the old host, while that runs. */
  readonly server: Server;
  /** What a probe of it asks, on either host. */
  readonly subjectOn: (target: Target) => ReturnType<ReturnType<typeof subjectsOf>["get"]>;
  /** Both ends of each data volume. */
  ends(): Promise<Ends[]>;
  /** Writes a stage into the entry and applies this instance alone. */
  apply(stage: Stage): Promise<void>;
}

export interface Ends {
  readonly role: DataRole;
  readonly from: End;
  readonly to: End;
}

/** @throws FleetError when the instance is not in the list any more, or another one cannot be left out. */
export async function openSession(
  workspace: Workspace,
  name: string,
  entry: Pick<Entry, "old" | "to" | "placed">,
  running: Running,
): Promise<Session> {
  const modelIn = async (stage: Stage) => await model(withFields(workspace, { [name]: fieldsIn(stage, entry) }));
  const [now, later] = await Promise.all([modelIn("before"), modelIn("there")]);
  mustBeAbleToLimit(workspace.engine, now, [name]);
  const [from, to] = [targetOf(now.fleet, name), targetOf(later.fleet, name)];
  const only = [
    ...new Set([
      ...resourcesOf(now, [name]),
      ...resourcesOf(later, [name]),
      ...hostsResources([now, later], [from, to]),
    ]),
  ];
  return {
    workspace,
    running,
    name,
    from,
    to,
    later,
    server: serverOf(from, now.outputs[name]?.postgresPassword ?? ""),
    subjectOn: (target) => subjectsOf(target === from ? now : later).get(name),
    async ends() {
      const [images, volumes] = await Promise.all([imagesOf(from, to), dataVolumes(from)]);
      if (!volumes.some(({ role }) => role === "db-data"))
        throw new FleetError("failed", `${name} has no data volume on host ${from.host.name}.`);
      return volumes.map(({ role, volume }) => ({
        role,
        from: { host: from.host, image: images.from, volume },
        to: { host: to.host, image: images.to, volume: volumeName(name, role) },
      }));
    },
    async apply(stage) {
      writeFields(workspace, { [name]: fieldsIn(stage, entry) });
      await workspace.engine.apply({ only }, running);
    },
  };
}

async function imagesOf(from: Target, to: Target) {
  const found = (target: Target) => helperImage(target.host, target.name, candidates(target));
  const [here, there] = await Promise.all([found(from), found(to)]);
  return { from: here, to: there };
}

/** What belongs to either host: its provider, and a managed Caddy that comes with its first instance or goes with its last. */
const hostsResources = (models: readonly Model[], targets: readonly Target[]): string[] => {
  const hosts = targets.map(({ host }) => host.name);
  const shared = models.flatMap(({ steps }) => steps.filter(({ parent }) => parent === "").map(({ name }) => name));
  return [
    ...hosts.map((host) => `host-${host}`),
    ...shared.filter((name) =>
      hosts.some((host) => new RegExp(`^edge-${host}(-(data|config|logs|manager))?$`).test(name)),
    ),
  ];
};
