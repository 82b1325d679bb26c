import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it, vi } from "vitest";
import type { FleetStatus } from "../operations/status";
import { Feed } from "../tui/state/feed";
import { Meter } from "../tui/state/meter";
import { Poll, pauseAfter } from "../tui/state/poll";
import { typedInto } from "../tui/screen/fields";
import { Painter } from "../tui/screen/painter";
import { Typed } from "../tui/screen/typed";
import { keyLines } from "../tui/screen/keyLines";
import { fakeFleet } from "./support/tuiFleet";
import { key, seated } from "./support/tuiScreen";

/** A busy machine takes longer, and is no failure. */
const soon = { timeout: 20_000 };

describe("reading in the background", () => {
  it.each([
    [1, 2000, 1, 2000],
    [50, 2000, 4, 4000],
    [500, 2000, 1, 10_000],
  ])("asks after %d ms of processor time, wanted every %d ms with %d polls, in %d ms", (cost, every, polls, pause) => {
    expect(pauseAfter(cost, every, polls)).toBeCloseTo(pause);
  });

  it("divides processor time among the questions that are out", () => {
    let now = 0;
    const meter = new Meter(() => now);
    const first = meter.begin();
    now = 10;
    const second = meter.begin();
    now = 30;
    expect(second()).toBe(10);
    now = 35;
    expect(first()).toBe(25);
  });

  it("keeps the last answer when the next one fails, and says why", async () => {
    const answers = [() => Promise.resolve("good"), () => Promise.reject(new Error("no answer"))];
    const poll = new Poll(async () => await (answers.shift() ?? answers[0])?.(), Infinity);
    const stop = poll.subscribe(() => undefined);
    await vi.waitFor(() => expect(poll.reading().value).toBe("good"), soon);
    poll.now();
    expect(poll.reading().since).toBeDefined();
    await vi.waitFor(() => expect(poll.reading()).toMatchObject({ value: "good", problem: "no answer", since: undefined }), soon); // prettier-ignore
    stop();
  });

  it("asks nothing that nobody listens to", () => {
    const ask = vi.fn(async () => "answer");
    new Poll(ask, 1);
    expect(ask).not.toHaveBeenCalled();
  });
});

describe("the feed", () => {
  it("keeps the sizes of before where Docker tells none", async () => {
    let told = true;
    const { fleet } = fakeFleet();
    const look = async (names: readonly string[], depth: string): Promise<FleetStatus> => {
      const status = await fleet.ask.look(names, "health");
      const usage = depth === "usage" && told ? { disk: 5_000_000 } : {};
      return { ...status, instances: status.instances.map((one) => ({ ...one, usage })) };
    };
    const feed = new Feed({ ...fleet.ask, look });
    const stop = feed.subscribe(() => undefined);
    const disk = () => feed.reading().rows.find(({ name }) => name === "blog")?.usage.disk;
    await vi.waitFor(() => expect(disk()).toBe(5_000_000), soon);
    told = false;
    feed.again();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(disk()).toBe(5_000_000);
    stop();
  });

  it("asks each host by itself, and figures of what is watched alone", async () => {
    const asked: string[] = [];
    const { fleet } = fakeFleet();
    const look = async (names: readonly string[], depth: string): Promise<FleetStatus> => {
      asked.push(`${depth} ${names.join(" ")}`);
      return await fleet.ask.look(names, "health");
    };
    const feed = new Feed({ ...fleet.ask, look });
    const stop = feed.subscribe(() => undefined);
    await vi.waitFor(() => expect(feed.reading().rows.find(({ name }) => name === "blog")?.state).toBe("ACTIVE_HEALTHY"), soon); // prettier-ignore
    expect(asked).toContain("health far-away");
    expect(asked).toContain("health blog new resting shop");
    expect(asked.filter((one) => one.startsWith("figures"))).toEqual([]);
    feed.watch("somebody", ["blog"]);
    await vi.waitFor(() => expect(asked).toContain("figures blog"), soon);
    stop();
  });
});

describe("what is typed", () => {
  it("comes without the keys that Ink has no name for", async () => {
    const modes: boolean[] = [];
    const none = () => undefined;
    const keys = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => void modes.push(on), ref: none, unref: none }); // prettier-ignore
    const typed = new Typed(keys).setRawMode(true).ref().unref();
    keys.end("a\u001b[1;5Pb\u001b[B\u001b[15;5~é");
    expect(await text(typed)).toBe("ab\u001b[Bé");
    expect(modes).toEqual([true]);
  });
});

describe("the painter", () => {
  const terminal = () => Object.assign(new EventEmitter(), { columns: 80, rows: 3, said: "", write(text: string) { this.said += text; } }); // prettier-ignore

  it("paints the lines alone that are others than before", async () => {
    const screen = terminal();
    const painter = new Painter(screen);
    painter.write("one\ntwo\nthree");
    await vi.waitFor(() => expect(screen.said).toContain("three"), soon);
    screen.said = "";
    painter.write("one\n2\nthree");
    painter.write("one\nTWO\nthree");
    await vi.waitFor(() => expect(screen.said).toBe("\u001b[?2026h\u001b[2;1H\u001b[KTWO\u001b[?2026l"), soon);
    painter.restore();
  });

  it("keeps to plain letters and no colours where the terminal or its user wants no others", async () => {
    const screen = terminal();
    const painter = new Painter(screen, { coloured: false, ascii: true });
    painter.write("\u001b[31ma\u001b[0m → b … é");
    await vi.waitFor(() => expect(screen.said).toContain("\u001b[Ka > b . ?\u001b[?2026l"), soon);
    painter.restore();
  });

  it("clears what is gone, and paints everything after a change of size", async () => {
    const screen = terminal();
    const painter = new Painter(screen);
    painter.write("one\ntwo");
    await vi.waitFor(() => expect(screen.said).toContain("two"), soon);
    screen.said = "";
    painter.write("one");
    await vi.waitFor(() => expect(screen.said).toContain("\u001b[2;1H\u001b[K\u001b[?2026l"), soon);
    screen.said = "";
    screen.emit("resize");
    painter.write("one");
    await vi.waitFor(() => expect(screen.said).toContain("one"), soon);
    painter.restore();
    expect(screen.said.endsWith("\u001b[?25h\u001b[2J\u001b[?2004l\u001b[?1049l")).toBe(true);
  });
});

describe("keys", () => {
  it("lose no letter, however fast somebody types", { timeout: 20_000 }, async () => {
    const { fleet } = fakeFleet();
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    const word = "abcdefghij".repeat(6);
    await seat.burst("/", ...word);
    await seat.sees(`Filter: ${word}_`);
    seat.leaves();
  });

  it("that arrive together are each for themselves, and a pasted text is none", { timeout: 20_000 }, async () => {
    const { fleet, did } = fakeFleet();
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    seat.burst("\u001b[200~", "sss", "\u001b[201~", " \u001b[B x");
    await seat.sees("Stop blog, new?");
    seat.burst(key.escape);
    await seat.sees("q quit");
    seat.burst("/sho\rx");
    await seat.sees("Stop blog, new?");
    expect(did).toEqual([]);
    seat.leaves();
  });

  it("are all told, in lines that fit", () => {
    const hints = Array.from({ length: 9 }, (_, at) => ({ key: String(at), does: "something" }));
    const lines = keyLines(hints, 40);
    expect(lines.flat()).toEqual(hints);
    for (const line of lines) expect(line.map(({ key, does }) => `${key} ${does}`).join("  ").length).toBeLessThanOrEqual(40); // prettier-ignore
  });

  it.each([
    ["text", "ab", "c", {}, "abc"],
    ["text", "ab", "", { backspace: true }, "a"],
    ["text", "ab", "u", { ctrl: true }, ""],
    ["text", "ab", "\u0007x", {}, "abx"],
    ["switch", "no", " ", {}, "yes"],
    ["choice", "b", "", { rightArrow: true }, "a"],
    ["choice", "a", "", { leftArrow: true }, "b"],
  ] as const)("into a %s with %j, %j %j makes %j", (kind, value, input, keys, expected) => {
    expect(typedInto({ id: "", label: "", kind, value, choices: ["a", "b"] }, input, keys)).toBe(expected);
  });
});
