import { BareProgram, kindsOf, total } from "./bare";
import { largeFleet, leanFleet } from "./many";
import { type Comparison, alternate, progress } from "./measure";
import { render } from "./rendered";
import { fleet, manyInstances, numbered, rounds } from "./settings";
import { Stack } from "./stack";

/** A preview in which everything is new, and a run in which nothing is, against programs of as many plain resources. */
export async function preview(): Promise<Comparison[]> {
  return [await previewOfNew(), await runOfOld()];
}

async function previewOfNew(): Promise<Comparison> {
  const settings = fleet(Array.from({ length: manyInstances }, (_, index) => numbered(index)));
  const { resources } = await render(settings);
  const kinds = kindsOf(resources);
  const bare = new BareProgram(kinds, image(resources));
  const stack = new Stack();
  try {
    const runs = await alternate(rounds, {
      ours: async () => await stack.preview(settings),
      other: async () => await bare.stack.preview({}),
    });
    const name = `preview of ${manyInstances} new instances, ${total(kinds)} resources`;
    return { name, ...runs, against: "bare program", target: 1.1 };
  } finally {
    stack.remove();
    bare.remove();
  }
}

async function runOfOld(): Promise<Comparison> {
  const settings = leanFleet(0, manyInstances);
  const { resources } = await render(settings);
  const kinds = kindsOf(resources);
  const bare = new BareProgram(kinds, image(resources));
  try {
    await bare.stack.prepare({});
    progress(`the bare program's ${total(kinds)} resources are there`);
    const stack = await largeFleet();
    const runs = await alternate(rounds, {
      ours: async () => await stack.up(settings),
      other: async () => await bare.stack.up({}),
    });
    const name = `up without changes, ${manyInstances} lean instances, ${total(kinds)} resources`;
    return { name, ...runs, against: "bare program", target: 1.1 };
  } finally {
    bare.remove();
  }
}

const image = (resources: readonly { readonly type: string; readonly inputs: Readonly<Record<string, unknown>> }[]) =>
  String(resources.find(({ type }) => type.endsWith(":Container"))?.inputs.image);
