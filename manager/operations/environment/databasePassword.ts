import type { Edit } from "../edit/edit";
import { node, setAt } from "../edit/values";
import { entryOf } from "../stackFile";
import type { Workspace } from "../workspace";
import { forgetGiven, given } from "./given";

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
  const value = await given(workspace, edit.name, "postgresPassword", password);
  try {
    return await work({
      ...edit,
      async change(file, at) {
        await edit.change(file, at);
        setAt(entryOf(file, edit.name), ["secrets", "postgresPassword"], node(file.document, value));
      },
    });
  } finally {
    forgetGiven(workspace, edit.name);
  }
}
