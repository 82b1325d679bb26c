import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBinary, readText, write } from "../realtime/frames.ts";
import { Hub } from "../realtime/hub.ts";
import type { Member } from "../realtime/hub.ts";
import { decrypt, encrypt, tenantIdOf } from "../realtime/tenants.ts";

const frame = Buffer.from([3, 1, 1, 14, 2, 0, 1, ...Buffer.from('12realtime:roomshi{"x":1}')]);

describe("a frame", () => {
  it("of a binary broadcast keeps the user's bytes", () => {
    const message = readBinary(frame);
    assert.deepEqual(
      { ...message, payload: undefined },
      { joinRef: "1", ref: "2", topic: "realtime:rooms", event: "broadcast", payload: undefined },
    );
    assert.deepEqual(message?.payload, { userEvent: "hi", isJson: true, bytes: Buffer.from('{"x":1}') });
  });
  it("is written in the notation of its receiver", () => {
    const message = readBinary(frame) ?? assert.fail();
    const delivery = { ...message, joinRef: null, ref: null };
    assert.deepEqual(
      write("2.0.0", delivery),
      Buffer.from([4, 14, 2, 0, 1, ...Buffer.from('realtime:roomshi{"x":1}')]),
    );
    assert.deepEqual(JSON.parse(String(write("1.0.0", delivery))), {
      topic: "realtime:rooms",
      event: "broadcast",
      payload: { type: "broadcast", event: "hi", payload: { x: 1 } },
      ref: null,
      join_ref: null,
    });
  });
  it("of text is read in both notations", () => {
    const expected = { joinRef: "1", ref: "2", topic: "phoenix", event: "heartbeat", payload: {} };
    assert.deepEqual(readText("2.0.0", '["1","2","phoenix","heartbeat",{}]'), expected);
    assert.deepEqual(
      readText("1.0.0", '{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"2","join_ref":"1"}'),
      expected,
    );
    assert.equal(readText("2.0.0", "nonsense"), undefined);
  });
});

describe("a tenant", () => {
  it("is named by the first label of the host", () =>
    assert.deepEqual(["realtime-dev.supabase-realtime:4000", "acme", undefined].map(tenantIdOf), [
      "realtime-dev",
      "acme",
      "",
    ]));
  it("never hears another tenant's broadcast", () => {
    const heard: string[] = [];
    const member = (name: string): Member => ({
      joinRef: null,
      presenceKey: name,
      ownBroadcasts: false,
      acknowledge: false,
      send: () => heard.push(name),
    });
    const hub = new Hub();
    hub.join("acme", "realtime:room", member("acme"));
    hub.join("globex", "realtime:room", member("globex"));
    hub.broadcast("acme", "realtime:room", {});
    assert.deepEqual(heard, ["acme"]);
  });
  it("keeps its secret under the key of the environment", () => {
    const sealed = encrypt("a-secret", "0123456789abcdef");
    assert.equal(decrypt(sealed, "0123456789abcdef"), "a-secret");
    assert.throws(() => decrypt(sealed, "fedcba9876543210"));
  });
});
