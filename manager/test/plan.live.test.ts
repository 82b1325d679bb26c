import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf } from "../../test/live/docker";
import type { Plan } from "../operations/plan/types";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const [first, second] = ["planlive-a", "planlive-b"] as const;

describe.each(engineNames)("fleet plan and apply, by the $name", ({ name, missing }) => {
  let live: LiveFleet;
  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet(name, [first, second]);
    live.write([leanInstance(first), leanInstance(second)]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
  });
  afterAll(() => live?.remove());

  it.skipIf(missing)("has nothing to do after an apply", async () => {
    expect(await live.fleet("plan")).toMatchObject({ code: 0, stdout: "Nothing to do: live is as the list says.\n" });
  });

  it.skipIf(missing)("names setting, variable, service and down time of a change, and applies just that", async () => {
    live.write([leanInstance(first, { auth: { siteUrl: "https://app.example.com" } }), leanInstance(second)]);
    const plan = await live.json<Plan>("plan");
    expect(plan.instances.find((instance) => instance.name === first)).toMatchObject({
      action: "change",
      reasons: [{ path: "auth.siteUrl", new: '"https://app.example.com"' }],
      services: [
        {
          service: "auth",
          action: "replace",
          variables: [{ name: "GOTRUE_SITE_URL", new: "https://app.example.com" }],
        },
      ],
    });
    const before = containersOf(first);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    const after = containersOf(first);
    expect(
      [...after].filter(([container, id]) => before.get(container) !== id).map(([container]) => container),
    ).toEqual([`supabase-${first}-auth`]);
  });

  it.skipIf(missing)("says that data is at risk or refused when an entry is gone, and shows no secret", async () => {
    live.write([leanInstance(second)]);
    const { code, stdout } = await live.fleet("plan");
    expect(code).toBe(3);
    expect(stdout).toContain(`${first} is gone from the list, and its data is protected`);
    live.write([leanInstance(first, { auth: { siteUrl: "https://app.example.com" } }), leanInstance(second)]);
  });
});
