import { STATUS_CODES } from "node:http";
import { WebSocketServer } from "ws";
import { readEnvironment } from "../common/environment.ts";
import { refuse } from "../common/log.ts";
import { connect, migrate } from "../common/postgres.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { Client } from "./client.ts";
import { handshake } from "./handshake.ts";
import { httpRoutes } from "./httpRoutes.ts";
import { Hub } from "./hub.ts";
import { migrations } from "./schema.ts";
import { seedTenant } from "./tenants.ts";

stopOnSignal();
const environment = readEnvironment("realtime");
const afterConnect = environment.text("DB_AFTER_CONNECT_QUERY");
const pool = await connect("realtime", {
  host: environment.text("DB_HOST"),
  port: environment.whole("DB_PORT"),
  user: environment.text("DB_USER"),
  password: environment.text("DB_PASSWORD"),
  database: environment.text("DB_NAME"),
  max: environment.whole("DB_POOL_SIZE", 5),
  async onConnect(client) {
    await client
      .query(afterConnect)
      .catch((error: Error) => refuse("realtime", [`DB_AFTER_CONNECT_QUERY: ${error.message}`]));
  },
});
await migrate("realtime", pool, "_realtime", migrations);
if (environment.flag("SEED_SELF_HOST")) await seedTenant(pool, environment);

const hub = new Hub();
const sockets = new WebSocketServer({ noServer: true });
const server = serve(httpRoutes(pool, environment, hub), environment.whole("PORT"));
server.on("upgrade", (request, stream, head) => {
  void handshake(pool, environment, request).then((result) => {
    if ("tenant" in result)
      return sockets.handleUpgrade(
        request,
        stream,
        head,
        (socket) => new Client(hub, result.tenant, socket, result.version),
      );
    const body = JSON.stringify({ error: result.error });
    stream.end(
      `HTTP/1.1 ${result.status} ${STATUS_CODES[result.status] ?? ""}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
});
