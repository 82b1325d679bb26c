import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What an upstream saw of a request. */
export interface Seen {
  readonly service: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface RealEnvoy {
  /** `127.0.0.1:port`. */
  readonly address: string;
  stop(): void;
}

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
  // Envoy gives up root before it reads the file.
  chmodSync(folder, 0o755);
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
      images.envoy, "-c", "/etc/envoy/envoy.yaml", "--log-level", "warning", "--concurrency", "2"); // prettier-ignore
    const address = docker("port", name, "8000/tcp").split("\n")[0] ?? "";
    await untilAnswering(address, () => docker("logs", name));
    return { address, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

async function untilAnswering(address: string, logs: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const statuses = await Promise.all(
      ["/auth/v1/verify", "/storage/v1/a", "/functions/v1/a"].map((path) =>
        fetch(`http://${address}${path}`).then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    );
    if (statuses.every((status) => status === 200)) return;
    if (Date.now() > deadline) throw new Error(`Envoy does not answer (${statuses.join(", ")}):\n${logs()}`);
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
