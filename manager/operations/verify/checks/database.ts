import { type Check, Skipped, failIf } from "../check";

/**
 * Postgres draws the identifier when it makes a data directory, and a clone keeps it. Where its last checkpoint lies is in the
 * directory, too, and differs as soon as a copy has been started.
 */
export const database: Check = {
  id: "database",
  sentence: "its database runs on a data directory that no other has",
  async run(subject) {
    const own = await subject.identifier();
    if (subject.others.length === 0) throw new Skipped("it is the only active instance of the list");
    const others = await Promise.all(
      subject.others.map(async (other) => [other.spec.name, await other.identifier().catch(() => "")] as const),
    );
    failIf(
      others
        .filter(([, identifier]) => identifier === own)
        .map(
          ([name]) =>
            `${name} has the system identifier and the last checkpoint ${own} too: both run on one data directory.`,
        ),
    );
    const silent = others.filter(([, identifier]) => identifier === "").map(([name]) => name);
    return silent.length === 0 ? undefined : `could not ask ${silent.join(", ")}`;
  },
};
