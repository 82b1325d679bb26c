import * as https from "node:https";
import type { LookupFunction } from "node:net";
import { type SupabaseClient, createClient } from "@supabase/supabase-js";
import { Agent, fetch as undiciFetch } from "undici";
import WebSocket from "ws";

/** How a client finds and trusts the edge: by name, without touching the machine's own names and certificates. */
export interface Trust {
  readonly certificate: string;
}

/** Every name leads to this address. */
export const toAddress =
  (address: string): LookupFunction =>
  (_name, options, done) => {
    if (options.all === true) done(null, [{ address, family: 4 }]);
    else done(null, address, 4);
  };

const toLoopback = toAddress("127.0.0.1");

/** `fetch` through the edge, or the usual one without it. */
export function fetchWith(trust: Trust | undefined): typeof fetch {
  if (trust === undefined) return fetch;
  const dispatcher = new Agent({ connect: { lookup: toLoopback, ca: trust.certificate } });
  return ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch; // undici's own types differ in name alone
}

/** The official client, as an application makes it. */
export function client(url: string, key: string, trust?: Trust): SupabaseClient {
  class Transport extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      const agent = trust === undefined ? undefined : new https.Agent({ ca: trust.certificate, lookup: toLoopback });
      super(address, protocols, { agent });
    }
  }
  return createClient(url, key, {
    global: { fetch: fetchWith(trust) },
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: Transport as never }, // the client types its transport as the browser's class
  });
}
