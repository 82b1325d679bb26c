import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { record } from "../operations/audit";
import { type Dump, findDump } from "../operations/backup/download";
import type { Services } from "./services";

/** Milliseconds for which an address counts. */
const lifetime = 3600 * 1000;
/** Addresses that count at one time; the oldest goes. */
const most = 100;
/** Dumps that are handed over at one time: each takes a container on its host. */
const atOnce = 2;
/** Milliseconds after which a client that takes nothing is given up. */
const patience = 300_000;

interface Offer {
  readonly dump: Dump;
  readonly until: number;
}

const hash = (secret: string) => createHash("sha256").update(secret).digest("hex");

/** An address of the dump in a backup, noted in the audit log. @returns its path. @throws FleetError as `findDump` does. */
export async function offerDump({ workspace, downloads }: Services, name: string, id: string): Promise<string> {
  const dump = await findDump(workspace, name, id);
  record(workspace, { job: `download backup ${dump.backup} of ${name}`, result: "done" });
  return downloads.offer(dump);
}

/** Addresses of dumps, for whoever knows them: a browser or curl that has no token. They go with the server. */
export class Downloads {
  readonly #offers = new Map<string, Offer>();
  readonly #patience: number;
  #sent = 0;

  constructor(given: { readonly patience?: number } = {}) {
    this.#patience = given.patience ?? patience;
  }

  /** @returns the path of an address that leads to the dump for an hour. */
  offer(dump: Dump): string {
    const now = Date.now();
    for (const [key, { until }] of this.#offers) if (until < now) this.#offers.delete(key);
    const [oldest] = this.#offers.keys();
    if (this.#offers.size >= most && oldest !== undefined) this.#offers.delete(oldest);
    const secret = randomBytes(32).toString("base64url");
    this.#offers.set(hash(secret), { dump, until: now + lifetime });
    return `/downloads/${secret}`;
  }

  routes() {
    const app = new Hono();
    app.get("/:secret", (context) => {
      const found = this.#offers.get(hash(context.req.param("secret")));
      if (found === undefined || found.until < Date.now())
        throw new HTTPException(404, { message: "This address leads nowhere any more. Ask for another one." });
      if (this.#sent >= atOnce) throw new HTTPException(503, { message: "Other downloads are under way; try again later." }); // prettier-ignore
      const { dump } = found;
      context.header("content-type", "application/octet-stream");
      context.header("content-disposition", `attachment; filename="${dump.instance}-${dump.backup}.dump"`);
      context.header("cache-control", "no-store");
      if (context.req.method === "HEAD") return context.body(null);
      this.#sent++;
      return context.body(bodyOf(dump, this.#patience, () => this.#sent--));
    });
    return app;
  }
}

/** What is sent, as it is read: one that fails on the way is cut off, so that nobody takes the half of it for all. */
function bodyOf(dump: Dump, wait: number, ended: () => void): ReadableStream {
  const gone = new AbortController();
  const out = new PassThrough();
  out.on("error", () => undefined).once("close", () => gone.abort());
  const idle = setTimeout(() => out.destroy(new Error("The client takes nothing.")), wait);
  const take = async (piece: Buffer) => {
    if (!out.write(piece)) await once(out, "drain", { signal: gone.signal });
    idle.refresh();
  };
  void dump
    .send(take, gone.signal)
    .then(
      () => out.end(),
      (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
    )
    .finally(() => {
      clearTimeout(idle);
      ended();
    });
  return Readable.toWeb(out) as ReadableStream; // Node's types and the web's differ in name alone
}
