import { type Edit, carryOut } from "../edit/edit";
import { changing } from "../edit/several";
import { wait } from "../jobs";
import type { Running } from "../progress";
import { node, setAt } from "../edit/values";
import { entryOf } from "../stackFile";
import type { Workspace } from "../workspace";
import { forgetGiven, given } from "./given";

const secret = "postgresPassword";
const path = ["secrets", secret];

/**
 * An edit that makes an instance, with the password that somebody chose for its database; one is generated when unset.
 * @param work carries the edit out; when it fails, the password is forgotten.
 */
export async function withPassword<T>(
  workspace: Workspace,
  edit: Edit,
  password: string | undefined,
  work: (edit: Edit) => Promise<T>,
): Promise<T> {
  if (password === undefined) return await work(edit);
  const value = await given(workspace, edit.name, secret, password);
  try {
    return await work({
      ...edit,
      async change(file, at) {
        await edit.change(file, at);
        setAt(entryOf(file, edit.name), path, node(file.document, value));
      },
    });
  } finally {
    forgetGiven(workspace, edit.name);
  }
}

/** Gives the database of an instance a password that somebody chose, and applies. @throws FleetError with nothing written. */
export async function givePassword(
  workspace: Workspace,
  name: string,
  password: string,
  running: Running,
): Promise<void> {
  const value = await given(workspace, name, secret, password);
  try {
    await carryOut(workspace, changing(name, [{ path, value }]), { apply: true, wait }, running);
  } finally {
    forgetGiven(workspace, name);
  }
}
