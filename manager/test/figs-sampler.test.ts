import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Sampler } from "../operations/metrics/sampler";

describe("a sampler", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());
  const seconds = async (count: number) => await vi.advanceTimersByTimeAsync(count * 1000);
  const taking = (count: number) => async (): Promise<void> => await new Promise((done) => setTimeout(done, count * 1000)); // prettier-ignore

  it("has nothing at first, and never keeps anybody waiting", async () => {
    const sampler = new Sampler(taking(5), { every: 10 });
    expect(sampler.look()).toEqual({ failures: 0 });
    await seconds(1);
    expect(sampler.look()).toEqual({ failures: 0 });
    await seconds(5);
    expect(sampler.look()).toMatchObject({ at: 0 });
    sampler.stop();
  });
  it("goes on at its own pace, with the result of before", async () => {
    const sampler = new Sampler(async (before: number = 0) => before + 1, { every: 10 });
    sampler.look();
    await seconds(35);
    expect(sampler.look()).toEqual({ value: 4, at: 30_000, failures: 0 });
    sampler.stop();
    await seconds(60);
    expect(sampler.look().value).toBe(4);
  });
  it("keeps the newest result when an attempt fails, and counts that", async () => {
    let calls = 0;
    const sampler = new Sampler(async () => {
      if (++calls > 1) throw new Error("no answer");
      return "good";
    }, { every: 10 }); // prettier-ignore
    sampler.look();
    await seconds(25);
    expect(sampler.look()).toEqual({ value: "good", at: 0, failures: 2 });
    sampler.stop();
  });
  it("rests when nobody looks any more, and wakes when somebody does", async () => {
    const work = vi.fn(async () => "x");
    const sampler = new Sampler(work, { every: 10, wantedFor: 60 });
    sampler.look();
    await seconds(600);
    const calls = work.mock.calls.length;
    expect(calls).toBeLessThanOrEqual(8);
    sampler.look();
    await seconds(1);
    expect(work.mock.calls.length).toBe(calls + 1);
    sampler.stop();
  });
  it("takes one at a time, and as much rest as one took", async () => {
    let [working, most] = [0, 0];
    const sampler = new Sampler(async () => {
      most = Math.max(most, ++working);
      await taking(30)();
      working--;
    }, { every: 10 }); // prettier-ignore
    const looks = vi.fn(() => sampler.look());
    for (let second = 0; second < 100; second++) {
      looks();
      await seconds(1);
    }
    expect(most).toBe(1);
    expect(sampler.look().at).toBeGreaterThanOrEqual(40_000);
    sampler.stop();
  });
});
