import { createServer } from "node:net";

/** The first port from `from` on that nobody listens on; the one 363 above it (8080 and 8443) has to be free too. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 300; port++) {
    if ((await isFree(port)) && (await isFree(port + 363))) return port;
  }
  throw new Error(`no free port from ${from} to ${from + 300} on 127.0.0.1`);
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
