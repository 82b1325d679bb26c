import { backUp } from "../operations/backup/now";
import { exportKeys } from "../operations/backup/keyFile";
import { partingOf } from "../operations/backup/parting";
import { backupsOf } from "../operations/backup/store";
import { carryOut, propose } from "../operations/edit/edit";
import { proposeRemoval, remove } from "../operations/edit/remove";
import { forgetGiven } from "../operations/environment/given";
import { secretVariable, variablesOf } from "../operations/environment/variables";
import { fleetOf } from "../operations/fleetFile";
import { wait } from "../operations/jobs";
import { keys } from "../operations/keys";
import { lifecycle } from "../operations/lifecycle";
import { logs } from "../operations/logs/logs";
import { traffic } from "../operations/metrics/traffic";
import { choicesOf } from "../operations/offer/choices";
import { prepare } from "../operations/rotate/prepare";
import { rotate } from "../operations/rotate/rotate";
import { status } from "../operations/status";
import type { Workspace } from "../operations/workspace";
import type { Deeds, Questions } from "./fleet";

/** The operations, asked about this stack. */
export const questions = (workspace: Workspace): Questions => ({
  stack: workspace.stack,
  async list() {
    const { instances } = await fleetOf(workspace);
    return instances.map(({ name, host }) => ({ name, host: host.name }));
  },
  look: async (names, depth) => await status(workspace, { names, depth }),
  logs: (name, question) => logs(workspace, name, question),
  traffic: async (name, before) => await traffic(workspace, name, { before }),
  variables: (name, reveal) => variablesOf(workspace, name, { reveal }),
  keys: async (name) => await keys(workspace, name),
  async reveal(name, only) {
    const { keys: found } = await keys(workspace, name, { reveal: true, only });
    return found[0]?.value;
  },
  backups: async (name) => await backupsOf(workspace, [name]),
  choices: async () => await choicesOf(workspace),
});

/** The operations that change this stack. */
export const deeds = (workspace: Workspace): Deeds => ({
  lifecycle: async (action, names, running, service) => await lifecycle(workspace, { action, names, wait, ...(service === undefined ? {} : { service }) }, running), // prettier-ignore
  backUp: async (name, running) => await backUp(workspace, { name, wait }, running),
  propose: async (edit) => await propose(workspace, edit),
  carryOut: async (edit, { plan }, running) => await carryOut(workspace, edit, { agreed: plan, apply: true, wait }, running), // prettier-ignore
  secret: async (name, path, text) => await secretVariable(workspace, name, path, text),
  forgetSecrets: (name) => forgetGiven(workspace, name),
  prepareRotation: async (name, secret) => await prepare(workspace, name, { wanted: secret }),
  rotate: async (agreed, running) => await rotate(workspace, { agreed, wanted: agreed.journal.wanted, wait }, running),
  async proposeRemoval(name) {
    const removal = await proposeRemoval(workspace, name);
    // Its entry is what its backups are found by.
    return { removal, parting: removal.next === "finish" ? undefined : await partingOf(workspace, name) };
  },
  remove: async (name, { plan }, running) => await remove(workspace, name, { agreed: plan, apply: true, wait }, running), // prettier-ignore
  exportKey: async (name, path, running) => await exportKeys(workspace, { path, only: name }, running),
});
