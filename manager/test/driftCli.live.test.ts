import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, psql } from "../../test/live/docker";
import { madeAgain } from "./support/byHand";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const cli = engineNames.find((engine) => engine.name === "Pulumi CLI");

describe("fleet drift by the Pulumi CLI", () => {
  const own = "driftlive-c";
  let live: LiveFleet;
  beforeAll(async () => {
    if (cli?.missing !== undefined) return;
    live = liveFleet("Pulumi CLI", [own]);
    live.write([leanInstance(own)]);
    expect(await live.fleet("apply", "--yes", "--skip-doctor")).toMatchObject({ code: 0 });
  });
  afterAll(() => live?.remove());

  it.skipIf(cli?.missing)("repairs a database that somebody made again and a service that is gone, and leaves the rest alone", async () => {
    const before = containersOf(own);
    psql(own, "create table kept as select 7 as row");
    await madeAgain(`supabase-${own}-db`, (options) => {
      options.HostConfig.ShmSize = 64 * 1024 ** 2;
    });
    docker("rm", "-f", `supabase-${own}-rest`);
    const repaired = await live.fleet("drift", "--repair", "--yes");
    expect(repaired).toMatchObject({ code: 0, stdout: expect.stringContaining("No drift") });
    expect(psql(own, "select row from kept")).toBe("7");
    const after = containersOf(own);
    expect([...after].filter(([container, id]) => before.get(container) === id).map(([container]) => container).sort()).toEqual([`supabase-${own}-auth`, `supabase-${own}-gateway`]);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  }); // prettier-ignore
});
