import { execFileSync } from "node:child_process";
import * as http from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What an upstream saw of a request. */
export interface Seen {
  readonly service: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface RealEnvoy {
  /** Sends a request as it is written: `fetch` would tidy it up. */
  send(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Answer>;
  /** Its access log so far, which it writes every ten seconds. */
  logs(): string;
  stop(): void;
}

export const seen = ({ body }: Answer): Seen => JSON.parse(body) as Seen; // the echo below answers so

/** Answers every request with what it saw, on the ports of all services behind the gateway. */
const echo = `
const seen = ({ url, headers }, port) => JSON.stringify({ service: process.env.SERVICE, port, path: url, headers });
for (const port of [9999, 3000, 4000, 5000, 9000, 8080]) {
  const server = require("node:http").createServer((request, response) => {
    request.resume().on("end", () => response.setHeader("content-type", "application/json").end(seen(request, port)));
  });
  server.on("upgrade", (request, socket) => {
    const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket", "x-seen: " + seen(request, port)];
    socket.write(lines.join("\\r\\n") + "\\r\\n\\r\\n");
    socket.on("data", (piece) => socket.write(piece)).on("error", () => undefined);
  });
  server.listen(port, "0.0.0.0");
}`;

const docker = (...args: string[]) => execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim(); // prettier-ignore

/** An Envoy with this configuration on a network of its own, and something behind it that tells what arrives. */
export async function startEnvoy(config: string, images: { envoy: string; node: string }): Promise<RealEnvoy> {
  const name = `fleettest-envoy-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), "fleet-envoy-"));
  const file = join(folder, "envoy.yaml");
  writeFileSync(file, config);
  const stop = () => {
    for (const suffix of ["", "-services", "-studio"]) attempt(() => docker("rm", "-f", "-v", `${name}${suffix}`));
    attempt(() => docker("network", "rm", name));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    docker("network", "create", name);
    const upstream = (service: string, aliases: readonly string[]) =>
      docker("run", "-d", "--name", `${name}-${service}`, "--network", name, ...aliases.flatMap((alias) => ["--network-alias", alias]),
        "-e", `SERVICE=${service}`, "--entrypoint", "node", images.node, "-e", echo); // prettier-ignore
    upstream("services", ["auth", "rest", "realtime", "storage", "functions", "meta"]);
    upstream("studio", ["studio"]);
    docker("run", "-d", "--name", name, "--network", name, "-p", "127.0.0.1::8000", "-v", `${file}:/etc/envoy/envoy.yaml:ro`,
      "--entrypoint", "/usr/local/bin/envoy", images.envoy, "-c", "/etc/envoy/envoy.yaml", "--log-level", "warning", "--concurrency", "2"); // prettier-ignore
    const address = docker("port", name, "8000/tcp").split("\n")[0] ?? "";
    const send = sender(address);
    await untilAnswering(send, () => docker("logs", name));
    return { send, logs: () => docker("logs", name), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function sender(address: string): RealEnvoy["send"] {
  const [host, port] = address.split(":");
  return (path, headers = {}, method = "GET") =>
    new Promise((resolve, reject) => {
      const options = { host, port, path, method, headers, agent: false, timeout: 5000 };
      const request = http.request(options, (response) => {
        let body = "";
        response.on("data", (piece) => (body += piece));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      request.on("upgrade", (response, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: response.headers, body: String(response.headers["x-seen"]) });
      });
      request.on("timeout", () => request.destroy(new Error(`no answer to ${path}`)));
      request.on("error", reject).end();
    });
}

async function untilAnswering(send: RealEnvoy["send"], logs: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  const status = async (path: string) => await send(path).then((answer) => answer.status, () => 0); // prettier-ignore
  for (;;) {
    if ((await status("/auth/v1/verify")) === 200) return;
    if (Date.now() > deadline) throw new Error(`Envoy does not answer:\n${logs()}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // What is not there need not be removed.
  }
}
