import { type AddressInfo, type Socket, createServer } from "node:net";
import { PassThrough } from "node:stream";
import { type TLSSocket, createServer as createTls } from "node:tls";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { databaseName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { FleetError, messageOf } from "../errors";
import { exec } from "../exec";
import { fleetOf } from "../fleetFile";
import { bridge } from "../migrate/wire/bridge";
import { fatal } from "../migrate/wire/messages";
import type { Workspace } from "../workspace";
import { Authority } from "./authority";
import { type Login, guard } from "./guard";
import { wantsTls } from "./hello";

/** One port that the databases of all instances with `projectHosts` answer at, each by its name. */
export interface DatabaseDoor {
  readonly port: number;
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly bind: string;
  readonly port: number;
  /** Milliseconds that a client has for each step until it is led on; from then on there is no limit. */
  readonly patience?: number;
}

/** Clients at one time, of all databases together. */
const most = 200;
/** Logins that Postgres refused, from one address within a minute. */
const wrongPerMinute = 10;

/**
 * Opens it. What comes through has to log in to Postgres as from any other machine; nothing needs to be published.
 * @throws FleetError when nobody can listen there.
 */
export async function openDatabases(
  workspace: Workspace,
  { bind, port, patience = 15_000 }: DoorOptions,
): Promise<DatabaseDoor> {
  const authority = await Authority.of(workspace);
  const sockets = new Set<Socket>();
  const wrong = new RateLimiterMemory({ points: wrongPerMinute, duration: 60 });
  const named = async (name: string): Promise<InstanceSpec | undefined> =>
    (await fleetOf(workspace)).instances.find((spec) => spec.config.projectHosts && databaseName(spec) === name);
  const tls = createTls({
    // For whoever names none, or none of ours: an error has to be told under some name.
    ...(await authority.pair("unknown.invalid")),
    ALPNProtocols: ["postgresql"],
    handshakeTimeout: patience,
    SNICallback: (name, done) => {
      named(name.toLowerCase())
        .then(async (spec) => (spec === undefined ? undefined : await authority.certificate(databaseName(spec))))
        .then((context) => done(null, context), done);
    },
  });
  tls.on("tlsClientError", (_error, stream) => stream.destroy());
  tls.on("secureConnection", (stream) => {
    stream.on("error", () => stream.destroy()).setTimeout(patience, () => stream.destroy());
    const name = typeof stream.servername === "string" ? stream.servername.toLowerCase() : "";
    lead(workspace, stream, name, { named, wrong }).catch((error: unknown) =>
      stream.end(fatal("08006", messageOf(error))),
    );
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    socket.setTimeout(patience, () => socket.destroy());
    void wantsTls(socket).then((yes) => {
      // It sees nothing of what TLS carries, and would take a client that is at work for a silent one.
      if (yes) tls.emit("connection", socket.setTimeout(0));
    });
  });
  server.maxConnections = most;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, bind, resolve)).catch(
    (error: unknown) => {
      throw new FleetError("failed", `Databases cannot be served at ${bind}:${port}: ${messageOf(error)}.`, {
        cause: error,
      });
    },
  );
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Leading {
  readonly named: (name: string) => Promise<InstanceSpec | undefined>;
  /** Counts refused logins by address. */
  readonly wrong: RateLimiterMemory;
}

/** Leads a client to the database that it named. */
async function lead(workspace: Workspace, stream: TLSSocket, name: string, { named, wrong }: Leading): Promise<void> {
  const client = stream.remoteAddress ?? "";
  const [spec, tried] = await Promise.all([named(name), wrong.get(client)]);
  // It is told when it asks for a session: before, it does not listen.
  await new Promise<void>((resolve) => stream.once("readable", resolve).once("close", resolve));
  if (stream.destroyed) return;
  if (spec === undefined) {
    stream.end(fatal("3D000", `There is no project at "${name}", or its entry does not say projectHosts: true.`));
    return;
  }
  if ((tried?.consumedPoints ?? 0) >= wrongPerMinute) {
    stream.end(fatal("53400", "Too many wrong passwords from your address. Try again in a minute."));
    return;
  }
  stream.setTimeout(0);
  const count = (login: Login) => void (login === "refused" && wrong.penalty(client));
  const [input, output, error] = [new PassThrough(), guard(count), new PassThrough().resume()];
  stream.pipe(input);
  output.pipe(stream);
  stream.once("close", () => input.end());
  output.once("end", () => input.end());
  const session = await exec(workspace, { name: spec.name, service: "db", command: ["bash", "-c", bridge("db")] }, { input, output, error }); // prettier-ignore
  await session.ended;
  output.end();
}
