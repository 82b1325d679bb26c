import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { fakeDocker } from "../../test/support/fakeDocker";
import { logText } from "../cli/show/logText";
import { Frames, masked } from "../operations/logs/frames";
import { Lines } from "../operations/logs/lines";
import { logs } from "../operations/logs/logs";
import { momentOf } from "../operations/logs/since";
import { openWorkspace } from "../operations/workspace";

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

it("hides them in every line that is handed on, and looks for words in what is left", async () => {
  const written = "2026-03-01T12:00:00.000000001Z dial postgres://auth:hunter2@db/x\n";
  const docker = await fakeDocker({ containers: { "supabase-acme-auth": { looks: [{}], logs: written } } });
  const folder = mkdtempSync(join(tmpdir(), "fleet-logs-"));
  const hosts = { local: { docker: docker.address, edge: { mode: "none" } } };
  const settings = { domain: "fleet.test", hosts, instances: [{ name: "acme" }] };
  const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]));
  writeFileSync(join(folder, "Pulumi.test.yaml"), stringify({ config }));
  const read = async (grep?: RegExp) => {
    const workspace = openWorkspace({ folder, stack: "test" });
    const texts: string[] = [];
    for await (const { text } of logs(workspace, "acme", { services: ["auth"], ...(grep === undefined ? {} : { grep }) })) texts.push(text); // prettier-ignore
    return texts;
  };
  expect(await read()).toEqual(["dial postgres://auth:[secret]@db/x"]);
  expect(await read(/hunter/)).toEqual([]);
  await docker.stop();
  rmSync(folder, { recursive: true });
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
