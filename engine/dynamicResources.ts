import type * as pulumi from "@pulumi/pulumi";
import type { Handler } from "./dockerResources";
import type { Properties, StoredResource } from "./state";

type Provider = pulumi.dynamic.ResourceProvider<Properties, Properties>;

const code = "__provider";
const cache = new Map<unknown, Provider>();

/** The provider whose text lies in a resource's inputs, as Pulumi runs it: the stored text deletes, the new one creates. */
function provider(inputs: Properties): Provider {
  const known = cache.get(inputs[code]);
  if (known !== undefined) return known;
  const requireFromString = require("require-from-string") as (text: string) => { handler(): Provider }; // no types of its own
  const made = requireFromString(String(inputs[code])).handler();
  cache.set(inputs[code], made);
  return made;
}

/** The inputs as the provider wants them, and its reasons against them. */
export async function checkDynamic(
  old: StoredResource | undefined,
  inputs: Properties,
): Promise<{ checked: Properties; failures: string[] }> {
  const result = await provider(inputs).check?.(old?.inputs ?? {}, inputs);
  const failures = (result?.failures ?? []).map(({ reason }) => reason);
  return { checked: { ...(result?.inputs ?? inputs), [code]: inputs[code] }, failures };
}

export const dynamicHandler = (stored: StoredResource | undefined): Handler => ({
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
    return (await provider(news).update?.(id, stored?.outputs ?? {}, news))?.outs ?? news;
  },
  async remove(id, old) {
    await provider(old).delete?.(id, stored?.outputs ?? old);
  },
});
