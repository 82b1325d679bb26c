import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SshHost, missingSshd, startSshd, withPath } from "../../test/live/sshd";
import { dialOf } from "../operations/verify/dial";
import { request } from "../operations/verify/request";

const missing = missingSshd();

describe("the way of a probe to a host's ports", () => {
  let ssh: SshHost;
  const server = createServer((call, answer) => answer.end(`${call.method} ${call.url} of ${call.headers.host}`));
  const doorOn = (docker: string, port: number) => {
    const dial = dialOf({ name: "berlin", docker, ssh: undefined });
    return { url: new URL("http://blog.example.com"), open: async () => await dial("127.0.0.1", port) };
  };
  const port = () => (server.address() as AddressInfo).port; // it listens on a port

  beforeAll(async () => {
    if (missing !== undefined) return;
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    ssh = await startSshd(18993);
  });
  afterAll(() => {
    server.close();
    ssh?.stop();
  });

  it.skipIf(missing)("leads through the host's ssh to its loopback, and names the site", async () => {
    const answer = await withPath(ssh.bin, async () => await request(doorOn(`ssh://${ssh.address}`, port()), "/here"));
    expect([answer.status, answer.text]).toEqual([200, "GET /here of blog.example.com"]);
  });

  it.skipIf(missing)("says that nobody listens behind it", async () => {
    await expect(withPath(ssh.bin, async () => await request(doorOn(`ssh://${ssh.address}`, 9), "/"))).rejects.toThrow(
      /Nobody answers at 127\.0\.0\.1:9 behind/,
    );
  });

  it.skipIf(missing)("is no way where Docker's port is all that a host has", async () => {
    await expect(request(doorOn("tcp://10.255.255.1:2375", 8000), "/")).rejects.toThrow(
      "127.0.0.1:8000 is reached on the host berlin alone; write hosts.berlin.ssh to let this look there.",
    );
  });
});
