import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainSecrets } from "../support/fixtures";
import { type RealEnvoy, seen, startEnvoy } from "../support/realEnvoy";
import { envoyImage, missingImage, nodeImage, titled } from "./gatewayImages";

const golden = (name: string) => readFileSync(join(__dirname, "../golden/gateway", name), "utf8");
const reason = missingImage(envoyImage) ?? missingImage(nodeImage);
const title = (text: string) => titled(text, reason);

let envoy: RealEnvoy | undefined;
let keys: Awaited<ReturnType<typeof plainSecrets>>;

const send: RealEnvoy["send"] = (...request) =>
  envoy?.send(...request) ?? Promise.reject(new Error("Envoy does not run"));

async function start(config: string): Promise<void> {
  keys = await plainSecrets();
  envoy = await startEnvoy(golden(config), { envoy: envoyImage, node: nodeImage });
}

describe.skipIf(reason !== undefined)(title("a real Envoy behind Caddy, asked by a page of another site"), () => {
  beforeAll(() => start("envoy-active.yaml"));
  afterAll(() => envoy?.stop());

  const origin = "https://app.example.com";
  const preflight = (path: string, from: string) =>
    send(path, { origin: from, "access-control-request-method": "PATCH" }, "OPTIONS");

  it.each(["/rest/v1/notes", "/functions/v1/hello", "/auth/v1/token", "/storage/v1/a"])(
    "lets it ask for %s without a key first, and with any header",
    async (path) => {
      const { status, headers } = await preflight(path, origin);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT",
        "access-control-allow-headers": "*,authorization",
        "access-control-max-age": "3600",
      });
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
    },
  );

  it("lets it read answers, refusals too", async () => {
    for (const apikey of [keys.anonKey, "wrong"]) {
      const { headers } = await send("/rest/v1/notes", { origin, apikey });
      expect(headers).toMatchObject({ "access-control-allow-origin": origin, "access-control-expose-headers": "*" });
    }
  });

  it("keeps the database's own API for our pages and the reader's own machine", async () => {
    for (const own of ["https://acme.example.com", "http://localhost:5173", "https://127.0.0.1"]) {
      expect([own, (await preflight("/pg/tables", own)).headers["access-control-allow-origin"]]).toEqual([own, own]);
    }
    for (const other of [
      origin,
      "https://localhost.example.com",
      "http://127.0.0.1.example.com",
      "http://localhost:80x",
    ]) {
      const { headers } = await preflight("/pg/tables", other);
      expect([other, headers["access-control-allow-origin"]]).toEqual([other, undefined]);
    }
  });

  it("believes Caddy about the client's address, and nobody in front of Caddy", async () => {
    const { headers } = seen(await send("/storage/v1/a", { "x-forwarded-for": "198.51.100.9, 192.0.2.1" }));
    expect(headers["x-envoy-external-address"]).toBe("192.0.2.1");
  });
});

describe.skipIf(reason !== undefined)(title("a real Envoy of an instance with the least services"), () => {
  beforeAll(() => start("envoy-least-services.yaml"));
  afterAll(() => envoy?.stop());

  it("has no way to what is off", async () => {
    for (const path of [
      "/",
      "/project/default",
      "/pg/tables",
      "/storage/v1/a",
      "/functions/v1/a",
      "/realtime/v1/websocket",
    ]) {
      const { status } = await send(path, { apikey: keys.secretKey });
      expect([path, status]).toEqual([path, 403]);
    }
    expect((await send("/rest/v1/notes", { apikey: keys.secretKey })).status).toBe(200);
  });
});
