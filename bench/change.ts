import { largeFleet, leanFleet, startAgain } from "./many";
import { type Comparison, alternate } from "./measure";
import { manyInstances, nameOf, rounds } from "./settings";
import { Stack } from "./stack";

/** One instance and everything below it, and nothing of the others. */
const only = (index: number) => [
  "--target",
  `urn:pulumi:*::supabase-fleet::supabase:index:Instance::${nameOf(index)}`,
  "--target-dependents",
];

/** `auth.siteUrl` of one instance: among many, and where it is the only one. */
export async function change(): Promise<Comparison[]> {
  const alone = new Stack();
  let version = 0;
  /** The first of `count` instances gets an address that it never had. */
  const changeFirst = async (stack: Stack, first: number, count: number) => {
    const changed = { auth: { siteUrl: `https://v${++version}.example.com`, email: { autoconfirm: true } } };
    return await stack.up(leanFleet(first, count, changed), ...only(first));
  };
  try {
    const many = await largeFleet();
    await startAgain(nameOf(0));
    await alone.prepare(leanFleet(manyInstances, 1));
    const runs = await alternate(rounds, {
      ours: async () => await changeFirst(many, 0, manyInstances),
      other: async () => await changeFirst(alone, manyInstances, 1),
    });
    return [{ name: `auth.siteUrl of one among ${manyInstances}`, ...runs, against: "among 1", target: 1.5 }];
  } finally {
    alone.remove();
  }
}
