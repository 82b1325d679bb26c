import { FleetError } from "../errors";
import { mustNotBeUnderWay } from "../underWay";
import type { Edit } from "./edit";

/**
 * Edits of several instances as one: one plan, one write, one apply.
 * @param verb what is done to each, for the audit log. @throws FleetError when there is none.
 */
export function together(verb: string, edits: readonly Edit[]): Edit {
  const [first, ...more] = edits;
  if (first === undefined) throw new FleetError("usage", `Name an instance to ${verb}.`);
  if (more.length === 0) return first;
  return {
    job: `${verb} ${edits.map(({ name }) => name).join(" ")}`,
    name: first.name,
    async change(file, workspace) {
      for (const edit of edits) {
        mustNotBeUnderWay(workspace, edit.name);
        await edit.change(file, workspace);
      }
    },
  };
}
