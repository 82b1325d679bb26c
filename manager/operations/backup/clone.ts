import { type Copying, copying } from "../edit/copy";
import { carryOut } from "../edit/edit";
import { resuming } from "../edit/set";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { model } from "../model";
import { type Running, note } from "../progress";
import { hostsOf } from "../host";
import { targetOf } from "../snapshot/target";
import { stackSetting, readStackFile, entryOf } from "../stackFile";
import type { Workspace } from "../workspace";
import { type BroughtUp, asIfActive, bringUp } from "./asNew";
import { choose, listBackups } from "./backups";
import { backUp } from "./now";
import { type Repository, repositoryOf } from "./repository";

export interface CloneRequest {
  /** Instance, or an earlier one, whose backup is used. */
  readonly from: string;
  readonly name: string;
  readonly host?: string | undefined;
  /** As `choose` takes it; a backup is made first when unset. */
  readonly to?: string | undefined;
  /** An empty instance with the same settings. */
  readonly withoutData: boolean;
  /** SQL that runs on the copy before anybody sees it. */
  readonly sql?: string | undefined;
  /** ISO 8601: when `fleet expire` deletes it. */
  readonly expires?: string | undefined;
  readonly now?: Date;
  /** Seconds to wait, before each step, for another job to end. */
  readonly wait?: number;
}

export interface Cloned {
  readonly instance: string;
  readonly from: string;
  readonly expires?: string | undefined;
  readonly brought?: BroughtUp | undefined;
}

/**
 * A copy of an instance under another name, with keys, passwords, ports and addresses of its own. Its mails go to a catcher, so
 * that it never writes to the original's users, and it makes no backups.
 * @throws FleetError when the name is taken or there is no way to the data.
 */
export async function clone(workspace: Workspace, request: CloneRequest, running: Running): Promise<Cloned> {
  const { from, name, host, to, withoutData, sql, expires, wait = 0 } = request;
  const settings = {
    ...(await caughtMails(workspace, from)),
    ...noBackups(workspace, from),
    ...passing(expires),
  };
  const entry = copying({ from, name, host, settings });
  if (withoutData) {
    await carryOut(workspace, entry, { apply: true, wait }, running);
    await carryOut(workspace, resuming(name), { apply: true, wait }, running);
    return { instance: name, from, expires };
  }
  const { repository, choice } = await source(workspace, { from, to, host, wait }, running);
  const brought = await bringUp(workspace, { name, entry, repository, choice, sql, wait }, running);
  return { instance: name, from, expires, brought };
}

/** A restore under another name: the same, but it keeps the original's mail server and backups of its own. */
export async function restoreAs(
  workspace: Workspace,
  { from, name, host, to }: Pick<CloneRequest, "from" | "name" | "host"> & { readonly to: string },
  running: Running,
): Promise<BroughtUp> {
  const { repository, choice } = await source(workspace, { from, to, host }, running);
  return await bringUp(
    workspace,
    { name, entry: copying({ from, name, host, settings: {} }), repository, choice },
    running,
  );
}

/** A mail server may come from the defaults, which an entry cannot take back: the catcher's address lies over it. */
async function caughtMails(workspace: Workspace, from: string): Promise<Copying["settings"]> {
  const spec = (await fleetOf(workspace)).instances.find(({ name }) => name === from);
  const catcher = { "services.mail": true };
  return spec?.config.auth.smtp === undefined ? catcher : { ...catcher, "auth.smtp.host": "mail", "auth.smtp.port": 1025 }; // prettier-ignore
}

const noBackups = (workspace: Workspace, from: string) => {
  const file = readStackFile(workspace);
  const defaults = stackSetting(file, "defaults");
  const inherited = typeof defaults === "object" && defaults !== null && "backup" in defaults;
  if (inherited) return { backup: { enabled: false } };
  return entryOf(file, from).has("backup") ? { backup: undefined } : {};
};

const passing = (expires: string | undefined) => (expires === undefined ? {} : { expires, protect: false });

async function source(
  workspace: Workspace,
  { from, to, host: wanted, wait = 0 }: Pick<CloneRequest, "from" | "to" | "host" | "wait">,
  running: Running,
) {
  const known = await asIfActive(workspace, from);
  const { host } = targetOf(known.fleet, from);
  const repository = repositoryOf(known, from);
  mustReach(repository, host.name, wanted ?? host.name);
  if (to === undefined) {
    if ((await model(workspace)).fleet.instances.find((each) => each.name === from)?.config.state === "active")
      await backUp(workspace, { name: from, wait }, running);
    else note(running, "is paused: its last backup is used", from);
  }
  const at = hostsOf(known.fleet).find((each) => each.name === (wanted ?? host.name)) ?? host;
  return { repository, choice: choose(await listBackups(at, repository, running.signal), to ?? "latest", from) };
}

/** A folder of one host is not there on another. */
function mustReach({ binds, instance }: Repository, from: string, to: string): void {
  if (binds.length === 0 || from === to) return;
  throw new FleetError("refused", `The backups of ${instance} lie in a folder of host ${from}, which ${to} does not reach. A store of backend s3 or sftp is reached from both.`); // prettier-ignore
}
