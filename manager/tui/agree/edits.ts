import { type Edit } from "../../operations/edit/edit";
import { pausing, resuming } from "../../operations/edit/set";
import { together } from "../../operations/edit/together";
import { changesAnything } from "../../operations/plan/plan";
import { planText } from "../../cli/show/planText";
import type { Deeds } from "../fleet";
import type { Change } from "./change";

/** An edit of the list: its plan is shown before anything is written. */
export const editing = (deeds: Deeds, title: string, edit: Edit): Change => ({
  title,
  job: edit.job,
  instance: edit.name,
  async prepare(columns) {
    const proposal = await deeds.propose(edit);
    const { plan, edited } = proposal;
    const nothing = !edited && !changesAnything(plan);
    const quiet = edited && !changesAnything(plan);
    return {
      text: quiet ? "The file changes, and nothing that runs does." : planText(plan, columns),
      refused: nothing ? "There is nothing to do." : plan.refusals.length > 0 ? "It is refused." : undefined,
      fields: [],
      carryOut: async (running) => await deeds.carryOut(edit, proposal, running),
    };
  },
});

/** Instances out of their containers, and back: one edit and one plan for all of them. */
export const pausingAll = (deeds: Deeds, names: readonly string[]): Change =>
  editing(deeds, `Pause ${names.join(", ")}`, together("pause", names.map(pausing)));

export const resumingAll = (deeds: Deeds, names: readonly string[]): Change =>
  editing(deeds, `Resume ${names.join(", ")}`, together("resume", names.map(resuming)));
