import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificateOf } from "../operations/status/certificates";

const name = "blog.example.com";
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port; // it listens on a port

describe("the certificate of a name", () => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-certificate-"));
  const asked: string[] = [];
  let server: Server;
  beforeAll(async () => {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", `/O=Test Authority/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" }); // prettier-ignore
    const SNICallback = (wanted: string, done: (error: null) => void) => {
      asked.push(wanted);
      done(null);
    };
    server = createServer({ key: readFileSync(key), cert: readFileSync(cert), SNICallback }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("is asked for by that name, and told with its end, issuer and whether it is trusted", async () => {
    const told = await certificateOf(name, { host: "127.0.0.1", port: portOf(server) });
    expect(asked).toEqual([name]);
    expect(told).toMatchObject({ name, issuer: "Test Authority", trusted: false });
    const days = (Date.parse(told.validTo ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect(days).toBeLessThan(31);
  });
  it("is told as missing where nothing listens", async () => {
    const told = await certificateOf(name, { host: "127.0.0.1", port: 1 });
    expect(told.problem).toMatch(/^No certificate from 127\.0\.0\.1:1: .*ECONNREFUSED/);
  });
  it("is told as missing where something else answers", async () => {
    const plain = createPlainServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    await once(plain, "listening");
    const told = await certificateOf(name, { host: "127.0.0.1", port: portOf(plain) });
    expect(told).toMatchObject({ name, problem: expect.stringContaining("No certificate") });
    plain.close();
  });
});
