import { planText } from "../../cli/show/planText";
import { partingText } from "../../cli/show/partingText";
import type { Deeds } from "../fleet";
import type { Field } from "../screen/fields";
import type { Change } from "./change";

/** An instance with its data goes for good: what it leaves behind is told, and its name is typed. */
export const removing = (deeds: Deeds, name: string): Change => ({
  title: `Delete ${name}`,
  job: `delete ${name}`,
  instance: name,
  async prepare(columns) {
    const { removal, parting } = await deeds.proposeRemoval(name);
    const { plan } = removal;
    const stored = parting?.backups;
    const typed: Field = { id: "name", label: "Type its name", kind: "text", value: "", problem: "", hint: "to delete it and its data for good", missing: `it is deleted once ${name} is typed in full` }; // prettier-ignore
    return {
      text: [...(parting === undefined ? [] : [partingText(parting, new Date().toISOString()), ""]), planText(plan, columns)].join("\n"), // prettier-ignore
      refused: plan.refusals.length > 0 ? "It is refused." : undefined,
      fields: [
        ...(stored === undefined || stored.none !== undefined ? [] : [lastBackup]),
        ...(stored === undefined ? [] : [keyFile]),
        typed,
      ],
      check: (id, value) => (id === "name" && value !== name ? "" : undefined),
      async carryOut(running, { backup, key = "" }) {
        if (key.trim() !== "") await deeds.exportKey(name, key.trim(), running);
        if (backup === "yes") await deeds.backUp(name, running);
        await deeds.remove(name, removal, running);
      },
    };
  },
});

const lastBackup: Field = { id: "backup", label: "A last backup before", kind: "switch", value: "yes" };
const keyFile: Field = {
  id: "key",
  label: "File for the key to its backups",
  kind: "text",
  value: "",
  hint: "empty: it is lost, unless it lies elsewhere",
};
