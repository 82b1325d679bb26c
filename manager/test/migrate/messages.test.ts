import { expect, it } from "vitest";
import { arrayOf, extended, messagesIn, rowIn, saidIn, startup, sync } from "../../operations/migrate/wire/messages";

it("sends a statement and its values as Postgres reads them", () => {
  const sent = Buffer.concat([extended("select $1", ["é", null].slice(0, 1)), sync]);
  const { messages, rest } = messagesIn(sent);
  expect(messages.map(({ type }) => type).join("")).toBe("PBES");
  expect(rest).toHaveLength(0);
  expect(messages[0]?.body.toString()).toBe("\0select $1\0\0\0");
  expect(messages[1]?.body.toString("hex")).toBe(`0000000000010000000${"2c3a9"}0000`);
});

it("begins a session with its parameters", () => {
  expect(startup({ user: "a" }).toString("hex")).toBe("000000100003000075736572006100" + "00");
});

it("keeps what is not a whole message yet", () => {
  const { messages, rest } = messagesIn(Buffer.concat([sync, sync.subarray(0, 3)]));
  expect([messages.length, rest.length]).toEqual([1, 3]);
});

it("reads rows with nothing in them, and what the server says", () => {
  expect(rowIn(Buffer.from("000300000001" + "61" + "ffffffff" + "00000000", "hex"))).toEqual(["a", null, ""]);
  expect(saidIn(Buffer.from("SFEHLER\0VERROR\0C42P01\0Mgone\0P7\0\0"))).toMatchObject({ severity: "ERROR", code: "42P01", message: "gone", position: 7, hint: undefined }); // prettier-ignore
});

it("writes an array of texts with anything in them", () => {
  expect(arrayOf(['a"b', "c\\d", "e,{}", ""])).toBe('{"a\\"b","c\\\\d","e,{}",""}');
});
