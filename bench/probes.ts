import { Client } from "pg";
import { fetch } from "undici";
import WebSocket from "ws";
import type { Probe } from "./outage";

/** What the program exports of an instance, as far as it is asked here. */
export interface Addresses {
  readonly apiUrl: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly poolerUrl: string;
  readonly databaseUrl: string;
}

/** A request to each service that users notice, the way they come: through the gateway, the pooler or a port. */
export function probesOf(addresses: Addresses, studioPort: number): Readonly<Record<string, Probe>> {
  const { apiUrl, publishableKey, secretKey, poolerUrl, databaseUrl } = addresses;
  const api = (path: string, key: string, init: { method?: string; body?: string } = {}) =>
    answered(`${apiUrl}${path}`, { ...init, headers: { apikey: key, "content-type": "application/json" } });
  return {
    auth: api("/auth/v1/health", publishableKey),
    rest: api("/rest/v1/notes?select=id", secretKey),
    storage: api("/storage/v1/bucket", secretKey),
    functions: api("/functions/v1/hello", publishableKey, { method: "POST", body: '{"name":"bench"}' }),
    realtime: socket(`${apiUrl.replace("http", "ws")}/realtime/v1/websocket?apikey=${publishableKey}&vsn=1.0.0`),
    pooler: login(poolerUrl),
    db: login(databaseUrl),
    studio: answered(`http://127.0.0.1:${studioPort}/`),
  };
}

const answered =
  (url: string, init: object = {}): Probe =>
  async (signal) => {
    const response = await fetch(url, { ...init, signal, redirect: "manual" });
    await response.arrayBuffer();
    if (response.status >= 400) throw new Error(`${url} answers ${response.status}`);
  };

const socket =
  (url: string): Probe =>
  async (signal) => {
    const connection = new WebSocket(url);
    const give = () => connection.terminate();
    signal.addEventListener("abort", give, { once: true });
    try {
      await new Promise((resolve, reject) =>
        connection.once("open", resolve).once("error", reject).once("close", reject),
      );
    } finally {
      signal.removeEventListener("abort", give);
      connection.on("error", () => undefined).terminate();
    }
  };

const login =
  (connectionString: string): Probe =>
  async () => {
    const client = new Client({ connectionString, connectionTimeoutMillis: 2000, query_timeout: 2000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("select 1");
    } finally {
      await client.end().catch(() => undefined);
    }
  };
