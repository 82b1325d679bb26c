import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import WebSocket from "ws";
import { type Check, Failed } from "../check";
import type { Door } from "../door";
import { needs } from "./needs";

/** Milliseconds until the channel has to be joined. */
const patience = 15_000;

export const realtime: Check = {
  id: "realtime",
  sentence: "a WebSocket opens and joins a channel",
  async run({ api, keys, spec }) {
    needs(spec, "realtime");
    await join(api, keys.publishableKey, `realtime:fleet-verify-${randomBytes(6).toString("hex")}`);
    return undefined;
  },
};

/** Phoenix's protocol, version 1: one join, one reply. @throws Failed */
async function join(door: Door, key: string, topic: string): Promise<void> {
  const stream = await door.open();
  const address = `ws://${door.url.host}/realtime/v1/websocket?vsn=1.0.0&apikey=${encodeURIComponent(key)}`;
  const socket = new WebSocket(address, { agent: agentOf(stream), handshakeTimeout: patience });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Failed("The channel was not joined in time.")), patience);
      socket.once("error", ({ message }) => reject(new Failed(`No WebSocket: ${message}.`)));
      socket.once("close", () => reject(new Failed("Realtime closed the connection before the channel was joined.")));
      socket.once("open", () =>
        socket.send(JSON.stringify({ topic, event: "phx_join", payload: { config: {} }, ref: "1", join_ref: "1" })),
      );
      socket.on("message", (data: Buffer) => {
        const { event, payload } = JSON.parse(data.toString()) as { event?: string; payload?: { status?: string } }; // Phoenix's protocol
        if (event !== "phx_reply") return;
        clearTimeout(timer);
        if (payload?.status === "ok") resolve();
        else reject(new Failed(`Realtime refused the channel (${payload?.status ?? "no status"}).`));
      });
    });
  } finally {
    socket.removeAllListeners("close");
    socket.on("error", () => undefined); // It may end half-way.
    socket.terminate();
    stream.destroy();
  }
}

/** Hands out one connection that is open already. */
function agentOf(stream: Duplex): Agent {
  const agent = new Agent();
  return Object.assign(agent, { createConnection: () => stream });
}
