import type { Edit } from "../../operations/edit/edit";
import { variableSetting } from "../../operations/environment/variables";
import type { Pending } from "../detail/environment";
import type { Deeds } from "../fleet";
import type { Change } from "./change";
import { editing } from "./edits";

/**
 * Variables of an instance, written into the list together. Secrets are taken before the plan is made.
 * @param begun is told once it is agreed to.
 */
export function writing(deeds: Deeds, instance: string, pending: readonly Pending[], begun: () => void): Change {
  const title = `Write the environment of ${instance}`;
  const job = `set ${instance} ${pending.map(({ path }) => path).join(" ")}`;
  return {
    title,
    job,
    instance,
    async prepare(columns) {
      const secrets = await Promise.all(
        pending.flatMap(({ path, value, secret }) => (secret && value !== undefined ? [deeds.secret(instance, path, value)] : [])), // prettier-ignore
      );
      const others = pending.flatMap(({ path, value, secret }) => (secret && value !== undefined ? [] : [variableSetting(instance, path, value)])); // prettier-ignore
      const edit: Edit = {
        job,
        name: instance,
        async change(file, workspace) {
          for (const one of [...others, ...secrets]) await one.change(file, workspace);
        },
      };
      const prepared = await editing(deeds, title, edit).prepare(columns);
      return {
        ...prepared,
        abandon: () => deeds.forgetSecrets(instance),
        async carryOut(running, answers) {
          begun();
          try {
            await prepared.carryOut(running, answers);
          } finally {
            deeds.forgetSecrets(instance);
          }
        },
      };
    },
  };
}
