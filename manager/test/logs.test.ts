import { describe, expect, it } from "vitest";
import { logText } from "../cli/show/logText";
import { Frames, masked } from "../operations/logs/frames";
import { Lines } from "../operations/logs/lines";
import { momentOf } from "../operations/logs/since";

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const stream = Buffer.concat([
  frame(1, "2026-03-01T12:00:00.000000001Z höre\n"),
  frame(2, "2026-03-01T12:00:00.000000002Z oh"),
  frame(2, " dear\n2026-03-01T12:00:00.000000003Z no end"),
]);

describe("docker's log stream", () => {
  it.each([1, 3, 7, 8, 64, 1000])("comes apart into lines whatever the pieces: %d bytes each", (size) => {
    const lines = new Lines();
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) => stream.subarray(i * size, (i + 1) * size)); // prettier-ignore
    expect([...pieces.flatMap((piece) => lines.push(piece)), ...lines.rest()]).toEqual([
      { at: "2026-03-01T12:00:00.000000001Z", stream: "stdout", text: "höre" },
      { at: "2026-03-01T12:00:00.000000002Z", stream: "stderr", text: "oh dear" },
      { at: "2026-03-01T12:00:00.000000003Z", stream: "stderr", text: "no end" },
    ]);
  });
  it("comes without secrets, whoever reads it", () => {
    const lines = new Lines();
    expect(lines.push(frame(1, "2026-03-01T12:00:00.000000001Z dial postgres://auth:hunter2@db/x\n"))).toMatchObject([{ text: "dial postgres://auth:[secret]@db/x" }]); // prettier-ignore
  });
  it("keeps what is not whole yet", () => {
    const frames = new Frames();
    expect(frames.push(frame(1, "abc").subarray(0, 10))).toEqual([]);
    expect(frames.push(Buffer.from("c"))).toEqual([{ stream: "stdout", data: Buffer.from("abc") }]);
  });
});

it("hides passwords in addresses, tokens and secret keys of a last line", () => {
  expect(masked("postgres://auth:hunter2@db/x eyJhbGciOi.eyJyb2xl.sig sb_secret_abc")).toBe(
    "postgres://auth:[secret]@db/x [secret] [secret]",
  );
});

it("lets a log line colour itself, and nothing else of the terminal", () => {
  const line = { at: "2026-03-01T12:00:00.000000001Z", service: "auth", stream: "stdout" } as const;
  const text = "\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007\rafter\ttab";
  expect(logText(false)({ ...line, text })).toContain("\u001b[31mred\u001b[0m after\ttab");
});

describe("--since", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  it.each([
    ["90s", "2026-03-01T11:58:30.000Z"],
    ["10m", "2026-03-01T11:50:00.000Z"],
    ["2h", "2026-03-01T10:00:00.000Z"],
    ["3d", "2026-02-26T12:00:00.000Z"],
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"],
  ])("%s is %s", (text, at) => expect(momentOf(text, now).toISOString()).toBe(at));
  it("says what it takes", () => {
    expect(() => momentOf("yesterday")).toThrow('--since "yesterday" should be a time such as 10m, 2h or 3d');
  });
});
