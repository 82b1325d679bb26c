import { randomBytes } from "node:crypto";
import type { Json } from "../common/json.ts";
import type { Message } from "./frames.ts";

/** One client's membership in one topic. */
export interface Member {
  readonly joinRef: string | null;
  readonly presenceKey: string;
  readonly ownBroadcasts: boolean;
  readonly acknowledge: boolean;
  readonly send: (message: Message) => void;
}

/** Who is in which topic of which tenant, and who is present there. Tenants never meet. */
export class Hub {
  readonly #rooms = new Map<string, Set<Member>>();
  readonly #presences = new Map<Member, Json>();

  join(tenant: string, topic: string, member: Member): void {
    const room = this.#room(tenant, topic);
    room.add(member);
    this.#rooms.set(JSON.stringify([tenant, topic]), room);
  }

  leave(tenant: string, topic: string, member: Member): void {
    this.untrack(tenant, topic, member);
    const room = this.#room(tenant, topic);
    room.delete(member);
    if (room.size === 0) this.#rooms.delete(JSON.stringify([tenant, topic]));
  }

  /** Delivers to all members, to the sender only when it asked for its own broadcasts. */
  broadcast(tenant: string, topic: string, payload: unknown, sender?: Member): void {
    for (const member of this.#room(tenant, topic)) {
      if (member !== sender || member.ownBroadcasts)
        member.send({ joinRef: null, ref: null, topic, event: "broadcast", payload });
    }
  }

  track(tenant: string, topic: string, member: Member, payload: Json): void {
    const previous = this.#presences.get(member);
    const meta = { phx_ref: randomBytes(8).toString("base64url"), ...payload };
    this.#presences.set(member, meta);
    this.#tell(tenant, topic, {
      joins: entry(member, meta),
      leaves: previous === undefined ? {} : entry(member, previous),
    });
  }

  untrack(tenant: string, topic: string, member: Member): void {
    const meta = this.#presences.get(member);
    if (meta === undefined) return;
    this.#presences.delete(member);
    this.#tell(tenant, topic, { joins: {}, leaves: entry(member, meta) });
  }

  presenceState(tenant: string, topic: string): Json {
    const state: Record<string, { metas: Json[] }> = {};
    for (const member of this.#room(tenant, topic)) {
      const meta = this.#presences.get(member);
      if (meta !== undefined) (state[member.presenceKey] ??= { metas: [] }).metas.push(meta);
    }
    return state;
  }

  #room(tenant: string, topic: string): Set<Member> {
    return this.#rooms.get(JSON.stringify([tenant, topic])) ?? new Set();
  }

  #tell(tenant: string, topic: string, payload: Json): void {
    for (const member of this.#room(tenant, topic))
      member.send({ joinRef: null, ref: null, topic, event: "presence_diff", payload });
  }
}

function entry(member: Member, meta: Json): Json {
  return { [member.presenceKey]: { metas: [meta] } };
}
