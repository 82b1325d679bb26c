import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Dump } from "../operations/backup/download";
import { Downloads } from "../serve/downloads";

let downloads: Downloads;
let server: ServerType;
let url = "";
beforeEach(async () => {
  downloads = new Downloads({ patience: 300 });
  server = serve({ fetch: new Hono().route("/downloads", downloads.routes()).fetch, hostname: "127.0.0.1", port: 0 });
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
});
afterEach(() => {
  vi.useRealTimers();
  server.close();
});

const dump = (send: Dump["send"]): Dump => ({ instance: "blog", backup: "20260131T030000Z", send });
const get = async (path: string) => await fetch(`${url}${path}`);
const words = dump(async (take) => {
  for (const word of ["all ", "of ", "it"]) await take(Buffer.from(word));
});

describe("the address of a dump", () => {
  it("leads to all of it, by the name of its backup, as often as one asks", async () => {
    const path = downloads.offer(words);
    for (const _ of [1, 2, 3]) {
      const answer = await get(path);
      expect(answer.headers.get("content-disposition")).toBe('attachment; filename="blog-20260131T030000Z.dump"');
      expect(await answer.text()).toBe("all of it");
    }
  });

  it("cannot be guessed, and leads nowhere after an hour", async () => {
    const path = downloads.offer(words);
    expect(path).toMatch(/^\/downloads\/[\w-]{43}$/);
    expect((await get("/downloads/x")).status).toBe(404);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3600_000 + 1 });
    expect((await get(path)).status).toBe(404);
  });

  it("breaks off where the dump does, so that half of it is not taken for all", async () => {
    const half = dump(async (take) => {
      await take(Buffer.from("half"));
      throw new Error("the store is gone");
    });
    await expect(get(downloads.offer(half)).then(async (answer) => await answer.text())).rejects.toThrow();
  });

  it("ends the work for a client that has gone, and serves two at one time", async () => {
    let ended = 0;
    const endless = dump(async (take, signal) => {
      while (!signal.aborted) {
        await take(Buffer.alloc(65_536)).catch(() => undefined);
        await sleep(5);
      }
      ended++;
    });
    const clients = await Promise.all([1, 2].map(async () => await get(downloads.offer(endless))));
    const path = downloads.offer(words);
    expect((await get(path)).status).toBe(503);
    for (const { body } of clients) await body?.cancel();
    await expect.poll(() => ended, { timeout: 10_000 }).toBe(2);
    expect(await (await get(path)).text()).toBe("all of it");
  });

  it("waits for nobody who only looks, or takes nothing", async () => {
    const ends: string[] = [];
    const large = dump(async (take, signal) => {
      try {
        for (let n = 0; n < 1000 && !signal.aborted; n++) await take(Buffer.alloc(1_048_576));
      } catch (error) {
        ends.push(String(error));
        throw error;
      }
    });
    const path = downloads.offer(large);
    for (const _ of [1, 2, 3]) expect((await fetch(url + path, { method: "HEAD" })).status).toBe(200);
    expect(ends).toEqual([]);
    const stalled = await get(path);
    await expect.poll(() => ends, { timeout: 10_000 }).toHaveLength(1);
    await expect(stalled.text()).rejects.toThrow();
  });
});
