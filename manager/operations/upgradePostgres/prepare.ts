import { containerName } from "../../../components/config/names";
import { FleetError, messageOf } from "../errors";
import { hasImage } from "../host";
import { withJob } from "../job";
import { type Model, model } from "../model";
import { planOf } from "../plan/plan";
import { type Running, begin } from "../progress";
import { entryOf, readStackFile } from "../stackFile";
import { dataFacts } from "../upgrade/checks";
import { fieldsOf, withFields } from "../upgrade/entries";
import { gate } from "../upgrade/gate";
import { findRefusal, postgresIn, pull } from "../upgrade/images";
import { mustBeApplied } from "../upgrade/prepare";
import type { Workspace } from "../workspace";
import { type Entry, entriesOf } from "./journal";
import { compare, databasesOf, load } from "./load";
import { type Server } from "./run";
import { removeServer, startServer } from "./servers";
import { fieldsIn, partsOf, serverOf, settingsTouched } from "./session";
import { compareExtensions, leftBehind } from "./source";
import type { PostgresPlan, PostgresRequest } from "./types";
import { clearMade, dataVolumeOf, madeVolume, makeVolumes, strangersOn } from "./volumes";

/** Room besides the copies of the data, as upstream asks for: bytes. */
const margin = 5 * 2 ** 30;

/** An upgrade that was looked at and can begin. */
export interface Prepared {
  readonly plan: PostgresPlan;
  /** Hash of the stack file that it was made from. */
  readonly read: string;
  readonly entry: Pick<Entry, "from" | "to" | "old" | "volume">;
}

/**
 * Looks at everything that can be known before anything is touched. A server of the new version is started beside the instance
 * for it, empty, and thrown away.
 * @param rehearse whether the live data is loaded into it, too.
 * @throws FleetError naming all that stands against it.
 */
export async function preparePostgres(
  workspace: Workspace,
  request: PostgresRequest,
  { rehearse, wait }: { rehearse: boolean; wait: number },
  running: Running,
): Promise<Prepared> {
  const job = `upgrade-postgres ${request.name} --dry-run`;
  return await withJob(workspace, job, { wait, signal: running.signal }, async () => await prepare(workspace, request, rehearse, running)); // prettier-ignore
}

async function prepare(
  workspace: Workspace,
  { name, to }: PostgresRequest,
  rehearse: boolean,
  running: Running,
): Promise<Prepared> {
  const file = readStackFile(workspace);
  const old = fieldsOf(entryOf(file, name), settingsTouched);
  const now = await model(workspace);
  const from = mustBeUpgradable(now, name, to);
  mustBeApplied(workspace, planOf(workspace.stack, now), [name]);
  const later = await model(withFields(workspace, { [name]: fieldsIn("new", { from, to, old }) }));
  const { target, wanted, subject, password, recipes } = partsOf(name, now, later);
  const { host } = target;
  const image = recipes.new.image;
  const unhad = (await hasImage(host, image)) ? undefined : await findRefusal(host, image);
  if (unhad !== undefined) throw new FleetError("refused", `${unhad}\nNothing was changed.`);
  await pull(host, image, running);
  const found = await postgresIn(host, name, image);
  if (found !== to)
    throw new FleetError("refused", `${image} holds Postgres ${found}, not ${to}. ${wanted.config.images.db === undefined ? "" : `The entry of ${name} names it: "fleet set ${name} images.db …" or take it out. `}Nothing was changed.`); // prettier-ignore

  const problems: string[] = [];
  await gate({ target, subject }, target.spec, running).catch((error: unknown) => {
    if (error instanceof FleetError && error.kind !== "failed") throw error;
    problems.push(`${name} is not well before the upgrade, which could not tell then what it broke. ${messageOf(error)}`); // prettier-ignore
  });
  begin(running, "looks at its data", name);
  const { data, free, postgres } = await dataFacts(target);
  const needed = 2 * data + margin;
  if (postgres !== from) problems.push(`The data of ${name} is of Postgres ${postgres}, not ${from} as the list says.`);
  if (free < needed) problems.push(`Host ${host.name} has ${gigabytes(free)} GB free where Docker keeps its data, and this needs ${gigabytes(needed)} GB: a snapshot, the new data, and 5 GB. "fleet snapshots" lists what could go.`); // prettier-ignore
  for (const stranger of await strangersOn(target)) problems.push(`The container ${stranger} on host ${host.name} holds the data volume and is not part of ${name}: docker rm ${stranger}`); // prettier-ignore
  refuse(problems);

  const source = serverOf(target, password);
  problems.push(...(await leftBehind(source, name)));
  const databases = await databasesOf(source);
  const plan = { name, host: host.name, from, to, image, databases, data, free, needed };
  begin(running, `starts an empty Postgres ${to} beside it`, name);
  await makeVolumes(target, image);
  let server: Server | undefined;
  try {
    const beside = containerName(name, "db");
    const [made, config] = [madeVolume(name, "data"), madeVolume(name, "config")];
    server = await startServer(host, { instance: name, recipe: recipes.new, password, port: 5433, data: made, config, beside, careless: true }, running); // prettier-ignore
    const { changes, problems: missing } = await compareExtensions(source, server, image);
    problems.push(...missing);
    refuse(problems);
    const rehearsal = rehearse ? await rehearsed(source, server, name, running) : undefined;
    const entry = { from, to, old, volume: await dataVolumeOf(target) };
    return { plan: { ...plan, extensions: changes, rehearsal }, read: file.read, entry };
  } catch (error) {
    if (running.signal.aborted) throw new FleetError("cancelled", "Cancelled. Nothing was changed.");
    if (error instanceof FleetError && error.kind === "failed")
      throw new FleetError("refused", `${[...problems, error.message].join("\n")}\nNothing was changed.`);
    throw error;
  } finally {
    if (server !== undefined) await removeServer(server.container);
    await clearMade(target);
  }
}

async function rehearsed(source: Server, server: Server, name: string, running: Running) {
  const began = Date.now();
  await load(source, server, name, running);
  const seconds = (Date.now() - began) / 1000;
  return { seconds, compared: await compare(source, server, name, running, true) };
}

/** @returns the major version that it has. */
function mustBeUpgradable({ fleet }: Model, name: string, to: string): string {
  const spec = fleet.instances.find((instance) => instance.name === name);
  if (spec === undefined) throw new FleetError("usage", `There is no instance "${name}" in the list.`);
  if (to !== "17") throw new FleetError("usage", `There is no way to Postgres ${to}: --to takes 17.`);
  if (spec.postgres === to) throw new FleetError("usage", `${name} is on Postgres ${to} already.`);
  if (spec.config.state === "paused") throw new FleetError("refused", `${name} is paused, so nothing can tell whether it is well: "fleet resume ${name}" first. Nothing was changed.`); // prettier-ignore
  return spec.postgres;
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new FleetError("refused", `${problems.join("\n")}\nNothing was changed.`);
}

const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

/** Upgrades of a stack that are under way or can be taken back. */
export const upgradeOf = (workspace: Workspace, name: string): Entry | undefined => entriesOf(workspace)[name];
