import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { listOf, messageOf, objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { TokenError } from "../common/tokens.ts";
import { isBinaryBroadcast, readBinary, readText, write } from "./frames.ts";
import type { Message, Version } from "./frames.ts";
import type { Hub, Member } from "./hub.ts";
import type { Tenant } from "./tenants.ts";

/** One WebSocket: answers what the client asks, and forgets it when it goes. */
export class Client {
  readonly #hub: Hub;
  readonly #tenant: Tenant;
  readonly #socket: WebSocket;
  readonly #version: Version;
  readonly #members = new Map<string, Member>();

  constructor(hub: Hub, tenant: Tenant, socket: WebSocket, version: Version) {
    this.#hub = hub;
    this.#tenant = tenant;
    this.#socket = socket;
    this.#version = version;
    socket.on("message", (data: Buffer, isBinary) => {
      const message = isBinary ? readBinary(data) : readText(version, data.toString("utf8"));
      if (message !== undefined) void this.#handle(message);
    });
    socket.on("close", () => {
      for (const topic of [...this.#members.keys()]) this.#leave(topic);
    });
  }

  async #handle(message: Message): Promise<void> {
    const member = this.#members.get(message.topic);
    if (message.topic === "phoenix" && message.event === "heartbeat") return this.#reply(message, "ok");
    if (message.event === "phx_join") return this.#join(message);
    if (member === undefined) return this.#reply(message, "error", { reason: "unmatched topic" });
    switch (message.event) {
      case "broadcast":
        return this.#broadcast(message, member);
      case "presence":
        return this.#presence(message, member);
      case "access_token":
        return this.#renew(message);
      case "phx_leave":
        this.#leave(message.topic);
        this.#reply(message, "ok");
        return this.#send({ ...message, event: "phx_close", payload: {} });
      default:
        return this.#reply(message, "error", { reason: `unknown event ${message.event}` });
    }
  }

  async #join(message: Message): Promise<void> {
    const { topic, joinRef } = message;
    const payload = objectOf(message.payload);
    const refusal =
      topic === "realtime:" || !topic.startsWith("realtime:")
        ? "You must provide a topic name"
        : await this.#refusalOf(payload["access_token"]);
    if (refusal !== undefined) return this.#reply(message, "error", { reason: refusal });
    const { broadcast, presence, postgres_changes: changes } = objectOf(payload["config"]);
    this.#leave(topic);
    const member: Member = {
      joinRef,
      presenceKey: textOf(objectOf(presence)["key"]) || randomUUID(),
      ownBroadcasts: objectOf(broadcast)["self"] === true,
      acknowledge: objectOf(broadcast)["ack"] === true,
      send: (sent) => this.#send(sent),
    };
    this.#members.set(topic, member);
    this.#hub.join(this.#tenant.id, topic, member);
    // Clients compare the list with what they asked for; nothing is ever delivered for it here.
    this.#reply(message, "ok", {
      postgres_changes: listOf(changes).map((change, index) => ({ id: index + 1, ...objectOf(change) })),
    });
    this.#system(topic, "ok", "Subscribed to PostgreSQL", "postgres_changes");
    this.#send({
      joinRef,
      ref: null,
      topic,
      event: "presence_state",
      payload: this.#hub.presenceState(this.#tenant.id, topic),
    });
  }

  #broadcast(message: Message, member: Member): void {
    const payload = isBinaryBroadcast(message.payload)
      ? message.payload
      : { type: "broadcast", ...objectOf(message.payload) };
    this.#hub.broadcast(this.#tenant.id, message.topic, payload, member);
    if (member.acknowledge) this.#reply(message, "ok");
  }

  #presence(message: Message, member: Member): void {
    const { event, payload } = objectOf(message.payload);
    if (textOf(event).toLowerCase() === "track")
      this.#hub.track(this.#tenant.id, message.topic, member, objectOf(payload));
    else this.#hub.untrack(this.#tenant.id, message.topic, member);
    this.#reply(message, "ok");
  }

  async #renew(message: Message): Promise<void> {
    const refusal = await this.#refusalOf(objectOf(message.payload)["access_token"]);
    if (refusal === undefined) return;
    this.#leave(message.topic);
    this.#system(message.topic, "error", refusal, "system");
    this.#send({ ...message, event: "phx_close", payload: {} });
  }

  /** Why a token is not accepted. None at all, or an opaque key, falls back on the one the socket was opened with. */
  async #refusalOf(token: unknown): Promise<string | undefined> {
    if (typeof token !== "string" || token === "" || token.startsWith("sb_")) return undefined;
    try {
      await this.#tenant.verify(token);
      return undefined;
    } catch (error) {
      return `InvalidJWTToken: ${error instanceof TokenError ? error.message : messageOf(error)}`;
    }
  }

  #leave(topic: string): void {
    const member = this.#members.get(topic);
    if (member === undefined) return;
    this.#members.delete(topic);
    this.#hub.leave(this.#tenant.id, topic, member);
  }

  #system(topic: string, status: "ok" | "error", message: string, extension: string): void {
    const channel = topic.replace(/^realtime:/, "");
    this.#send({
      joinRef: this.#members.get(topic)?.joinRef ?? null,
      ref: null,
      topic,
      event: "system",
      payload: { channel, extension, message, status },
    });
  }

  #reply({ joinRef, ref, topic }: Message, status: "ok" | "error", response: Json = {}): void {
    this.#send({ joinRef, ref, topic, event: "phx_reply", payload: { status, response } });
  }

  #send(message: Message): void {
    const frame = write(this.#version, message);
    if (frame !== undefined && this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frame);
  }
}
