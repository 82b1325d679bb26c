import type * as pulumi from "@pulumi/pulumi";
import type { Handler } from "./dockerResources";
import type { Properties, StoredResource } from "./state";

type Provider = pulumi.dynamic.ResourceProvider<Properties, Properties>;

const code = "__provider";

/** The provider whose text lies in a resource's inputs, as Pulumi runs it: the stored text deletes, the new one creates. */
function providerOf(inputs: Properties): Provider {
  const requireFromString = require("require-from-string") as (text: string) => { handler(): Provider }; // no types of its own
  return requireFromString(String(inputs[code])).handler();
}

const cache = new Map<unknown, Provider>();

function provider(inputs: Properties): Provider {
  const known = cache.get(inputs[code]);
  if (known !== undefined) return known;
  const made = providerOf(inputs);
  cache.set(inputs[code], made);
  return made;
}

/** The inputs as the provider wants them. @throws Error with the provider's reasons. */
export async function checkDynamic(
  old: StoredResource | undefined,
  inputs: Properties,
  name: string,
): Promise<Properties> {
  const result = await provider(inputs).check?.(old?.inputs ?? {}, inputs);
  const failures = result?.failures ?? [];
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => `${name}: ${reason}`).join("\n\n"));
  return { ...(result?.inputs ?? inputs), [code]: inputs[code] };
}

export function dynamicHandler(stored: StoredResource | undefined): Handler {
  return {
    live: [],
    exists: async () => true,
    async decide(old, news) {
      const diff = await provider(news).diff?.(old.id, old.outputs, news);
      if ((diff?.replaces ?? []).length > 0) return "replace";
      return diff?.changes === false ? "same" : "update";
    },
    async create(news) {
      const { id, outs } = await provider(news).create(news);
      return { id, outputs: outs ?? news };
    },
    async update(id, news) {
      const result = await provider(news).update?.(id, stored?.outputs ?? {}, news);
      return result?.outs ?? news;
    },
    async remove(id, old) {
      await provider(old).delete?.(id, stored?.outputs ?? old);
    },
  };
}
