import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client, type ClientConfig } from "pg";
import { databaseName } from "../../components/config/names";
import { authorityFile } from "../operations/databases/authority";
import { type DatabaseDoor, openDatabases } from "../operations/databases/door";
import { guard } from "../operations/databases/guard";
import { type Managed, managed } from "./support/managed";

const domain = "fleet.test";
const blog = databaseName({ name: "blog", domain });
const shop = databaseName({ name: "shop", domain });

describe("the guard of a database", () => {
  const through = async (...pieces: readonly Buffer[]): Promise<string> => {
    const one = guard();
    for (const piece of pieces) one.write(piece);
    one.end();
    return (await buffer(one)).toString("latin1");
  };
  const asked = Buffer.from("R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0", "latin1");
  const letIn = Buffer.from("R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I", "latin1");

  it("hands on what a server says that asks for a password, or refuses", async () => {
    expect(await through(asked, letIn)).toBe(asked.toString("latin1") + letIn.toString("latin1"));
    expect(await through(...[...asked].map((byte) => Buffer.from([byte])))).toBe(asked.toString("latin1"));
    expect(await through(Buffer.from("E\0"))).toBe("E\0");
  });
  it("tells how a login ended", () => {
    const logins: string[] = [];
    const one = guard((login) => logins.push(login)).resume();
    one.write(Buffer.concat([asked, Buffer.from("R\0\0\0\x08\0\0\0\x0c", "latin1"), letIn]));
    const another = guard((login) => logins.push(login)).resume();
    const error = (code: string) => Buffer.from(`E\0\0\0\x16SFATAL\0C${code}\0M?\0\0`, "latin1");
    for (const byte of Buffer.concat([asked, error("28P01")])) another.write(Buffer.from([byte]));
    // The database is not there: no password was wrong.
    guard((login) => logins.push(login)).resume().write(error("3D000")); // prettier-ignore
    expect(logins).toEqual(["accepted", "refused"]);
  });
  it("lets nobody in that was not asked for one", async () => {
    const version = Buffer.from("v\0\0\0\x0c\0\x03\0\0\0\0\0\0", "latin1");
    expect(await through(version, letIn)).toMatch(/E.*asks for no password/s);
    // What a server says to a client that asks for TLS once more within: a letter without a length.
    expect(await through(Buffer.from("N"), letIn)).toMatch(/^E.*not Postgres' protocol/s);
    expect(await through(letIn)).toMatch(/^E.*asks for no password/s);
    expect(await through(...[...letIn].map((byte) => Buffer.from([byte])))).not.toContain("Z");
  });
});

describe("the port that databases share", () => {
  let fleet: Managed;
  let door: DatabaseDoor;
  beforeAll(async () => {
    fleet = managed([{ name: "blog", projectHosts: true }, { name: "shop" }]);
    door = await openDatabases(fleet.workspace, { bind: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await door.close();
    fleet.remove();
  });

  const authority = () => readFileSync(authorityFile(fleet.workspace), "utf8");
  /** What a client is told that asks for this name. */
  const told = async (ssl: ClientConfig["ssl"], port = door.port): Promise<string> => {
    const client = new Client({ host: "127.0.0.1", port, user: "postgres", password: "x", ssl });
    client.on("error", () => undefined);
    return await client.connect().then(
      () => client.end().then(() => "let in"),
      (error: unknown) => (error as Error).message,
    );
  };

  it.each([
    ["an instance without project hosts", shop],
    ["a stranger", "db.aaaaaaaaaaaaaaaaaaaa.fleet.test"],
    ["a longer name", `x.${blog}`],
  ])("leads nobody to %s", async (_what, servername) => {
    expect(await told({ servername, rejectUnauthorized: false })).toBe(`There is no project at "${servername}", or its entry does not say projectHosts: true.`); // prettier-ignore
  });

  it("shows each name a certificate of the stack's own authority, the same after a restart", async () => {
    const before = authority();
    const again = await openDatabases(fleet.workspace, { bind: "127.0.0.1", port: 0 });
    for (const { port } of [door, again])
      // The host of these tests has no Docker: so far it came.
      expect(await told({ servername: blog, ca: before }, port)).toMatch(/127\.0\.0\.1:9|Docker/);
    expect(await told({ servername: shop, ca: before })).toMatch(/altnames/);
    expect(await told({ servername: blog.toUpperCase(), ca: before })).not.toMatch(/no project|certificate/);
    await again.close();
    expect(authority()).toBe(before);
  });

  it("asks a client without TLS for it, and a scanner for nothing", async () => {
    expect(await told(false)).toContain("sslmode=require");
    const answer = async (...pieces: readonly Buffer[]) =>
      await new Promise<string>((resolve) => {
        const socket = connect(door.port, "127.0.0.1");
        let heard = "";
        socket.on("data", (piece) => (heard += piece.toString("latin1"))).on("error", () => undefined);
        socket.on("close", () => resolve(heard));
        for (const piece of pieces) socket.write(piece);
        if (pieces.length === 0) socket.end();
      });
    expect(await answer()).toBe("");
    expect(await answer(Buffer.from("GET / HTTP/1.1\r\n\r\n"))).toContain("sslmode=require");
    const gssapi = Buffer.from([0, 0, 0, 8, 4, 210, 22, 48]);
    expect(await answer(gssapi, Buffer.from("not TLS at all"))).toMatch(/^N.*sslmode=require/s);
    expect(await answer(Buffer.from([0x16, 3, 1, 0, 4, 1, 2, 3, 4]))).not.toContain("sslmode");
  });

  it("waits for nobody who says nothing, before TLS or within", async () => {
    const { port, close } = await openDatabases(fleet.workspace, { bind: "127.0.0.1", port: 0, patience: 300 });
    const closed = async (first?: Buffer) => {
      const socket = connect(port, "127.0.0.1").on("error", () => undefined);
      if (first !== undefined) socket.write(first);
      await once(socket.resume(), "close");
    };
    await closed();
    await closed(Buffer.from([0, 0]));
    await closed(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    const plain = connect(port, "127.0.0.1");
    plain.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    await once(plain, "data");
    const secure = tlsConnect({ socket: plain, servername: blog, rejectUnauthorized: false });
    await once(secure, "secureConnect");
    await once(secure.resume(), "close");
    await close();
  });

  it("follows the list as it is written", async () => {
    const before = fleet.stackFile();
    writeFileSync(fleet.workspace.stackFile, before.replace("projectHosts: true", "projectHosts: false"));
    expect(await told({ servername: blog, rejectUnauthorized: false })).toContain("There is no project");
    writeFileSync(fleet.workspace.stackFile, before);
  });

  it("says where it cannot listen", async () => {
    await expect(openDatabases(fleet.workspace, { bind: "127.0.0.1", port: door.port })).rejects.toThrow(`Databases cannot be served at 127.0.0.1:${door.port}`); // prettier-ignore
    rmSync(authorityFile(fleet.workspace), { force: true });
  });
});
