// The public side of the pooler: takes `<role>.<tenant>` apart, refuses other tenants, and answers the health check.
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Socket } from "node:net";

const tenant = process.env.POOLER_TENANT_ID;
/** Public port → port of the PgBouncer behind it. */
const pools: ReadonlyMap<number, number> = new Map([
  [5432, 15432],
  [6543, 16543],
]);

const sslRequest = 80877103;
const gssRequest = 80877104;
const cancelRequest = 80877102;

/** Waits for the first whole message, which has no type byte, and answers requests for encryption with "no". */
function onStartup(client: Socket, start: (message: Buffer) => void): void {
  let received = Buffer.alloc(0);
  client.on("data", function read(chunk: Buffer) {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 8 && received.length >= received.readUInt32BE(0)) {
      const code = received.readUInt32BE(4);
      if (code === sslRequest || code === gssRequest) {
        client.write("N");
        received = received.subarray(8);
        continue;
      }
      client.off("data", read);
      start(received);
      return;
    }
  });
}

/** The startup message with the bare role in it, or nothing when the login names no tenant of ours. */
function withRoleOnly(message: Buffer): Buffer | undefined {
  const length = message.readUInt32BE(0);
  const words = message.toString("utf8", 8, length - 2).split("\0");
  const at = words.findIndex((word, index) => index % 2 === 0 && word === "user") + 1;
  const [, role, named] = /^(.+)\.([^.]+)$/.exec(words[at] ?? "") ?? [];
  if (at === 0 || role === undefined || named !== tenant) return undefined;
  words[at] = role;
  const body = Buffer.from(`${words.join("\0")}\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  message.copy(head, 4, 4, 8);
  return Buffer.concat([head, body, message.subarray(length)]);
}

function refusal(): Buffer {
  const body = Buffer.from("SFATAL\0VFATAL\0CXX000\0MTenant or user not found\0\0");
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

for (const [port, pool] of pools) {
  createServer((client) => {
    client.on("error", () => client.destroy());
    onStartup(client, (message) => {
      const startup = message.readUInt32BE(4) === cancelRequest ? message : withRoleOnly(message);
      if (startup === undefined) return void client.end(refusal());
      const server = connect(pool, "127.0.0.1", () => server.write(startup));
      server.on("error", () => client.destroy());
      client.on("close", () => server.destroy());
      client.pipe(server).pipe(client);
    });
  }).listen(port, "0.0.0.0");
}

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, "127.0.0.1");
    probe.once("connect", () => resolve(true)).once("error", () => resolve(false));
    probe.once("connect", () => probe.destroy());
  });
}

createHttpServer(async ({ method, url }, response) => {
  if (url !== "/api/health" || (method !== "GET" && method !== "HEAD")) {
    response.writeHead(404).end();
    return;
  }
  const up = await Promise.all([...pools.values()].map(reachable));
  response.writeHead(up.every(Boolean) ? 204 : 503).end();
}).listen(4000);

process.on("SIGTERM", () => process.exit(0));
