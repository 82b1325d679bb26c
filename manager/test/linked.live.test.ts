import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, createServer } from "node:http";
import { Client } from "pg";
import { Agent, fetch } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { missingDocker, psql } from "../../test/live/docker";
import { toAddress } from "../../test/live/client";
import { type OwnCaddy, startCaddy } from "../../test/live/ownCaddy";
import { withPath } from "../../test/live/sshd";
import { authorityFile } from "../operations/databases/authority";
import { openDatabases } from "../operations/databases/door";
import type { InstanceKeys } from "../operations/keys";
import { openWorkspace } from "../operations/workspace";
import { type OfficialCli, missingCli, officialCli } from "./support/clients";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { type Served, served } from "./support/served";

const name = "linked-live";
const ref = refOf(name);
/** The command line knows no other ports than 443 and 5432, so they are those of an address of our own. */
const address = "127.0.7.1";
const port = 18990;
const hosts = { "manager.fleet.test": address, [`${ref}.fleet.test`]: address, [`db.${ref}.fleet.test`]: address };
const missingNames = () =>
  spawnSync("unshare", ["-rm", "true"]).status === 0 ? undefined : "nobody may make a mount namespace here";
const missing = missingDocker() ?? missingCli() ?? missingNames();

describe.skipIf(missing)("a project that the official command line is linked to", () => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-linked-"));
  let live: LiveFleet;
  let caddy: OwnCaddy;
  let cli: OfficialCli;
  let sso: Server;
  let server: Served;
  const runs = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli.run(...args);
    expect(code, `supabase ${args.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
    return stdout + stderr;
  };
  const put = (path: string, text: string) => {
    mkdirSync(join(cli.folder, path, ".."), { recursive: true });
    writeFileSync(join(cli.folder, path), text);
  };

  beforeAll(async () => {
    caddy = await startCaddy(folder, { bind: address, http: 80, https: 443 }, "https://own.fleet.test {\n tls internal\n}"); // prettier-ignore
    live = await withPath(caddy.bin, () => Promise.resolve(liveFleet("embedded engine", [name])));
    sso = createServer(({ headers }, answer) => {
      if (headers.cookie === "sso=ada") answer.setHeader("Remote-User", "ada").end();
      else answer.writeHead(302, { location: "https://login.fleet.test/" }).end();
    }).listen(port + 1, "127.0.0.1");
    const manager = { name: "manager.fleet.test", upstream: `127.0.0.1:${port}`, forwardAuth: `http://127.0.0.1:${port + 1}/verify` }; // prettier-ignore
    const edge = { mode: "existing", manager, tls: { mode: "internal" }, folder: caddy.snippets, logFolder: caddy.logs, reload: caddy.reload }; // prettier-ignore
    const lean = leanInstance(name) as { services: Record<string, boolean> }; // as it is written
    live.write([{ ...lean, services: { ...lean.services, storage: true }, projectHosts: true }], { hosts: { local: { edge } } }); // prettier-ignore
    const applied = await live.fleet("apply", "--yes");
    expect(applied.code, applied.stderr).toBe(0);
    server = await served(live, "--port", String(port), "--trust-proxy", "127.0.0.1", "--databases", address);
    cli = officialCli(
      "https://manager.fleet.test",
      { SUPABASE_ACCESS_TOKEN: server.token, NODE_EXTRA_CA_CERTS: caddy.root },
      hosts,
    );
  });
  afterAll(async () => {
    await server?.stop();
    sso?.close();
    caddy?.stop();
    cli?.remove();
    live?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("reaches the manager behind Caddy by a token, a person through the sign-on, and nobody by saying who they are", async () => {
    const agent = new Agent({ connect: { lookup: toAddress(address), ca: caddy.certificate() } });
    const asked = async (path: string, headers: Record<string, string>) => {
      const answer = await fetch(`https://manager.fleet.test${path}`, {
        dispatcher: agent,
        headers,
        redirect: "manual",
      });
      return [answer.status, answer.status === 200 ? ((await answer.json()) as { user?: string }).user : undefined];
    };
    expect(await asked("/session", {})).toEqual([302, undefined]);
    expect(await asked("/session", { "remote-user": "eve" })).toEqual([302, undefined]);
    expect(await asked("/session", { "remote-user": "eve", authorization: "Bearer sbp_none" })).toEqual([
      200,
      undefined,
    ]);
    expect(await asked("/session", { "remote-user": "eve", cookie: "sso=ada" })).toEqual([200, "ada"]);
    expect(await asked("/health", {})).toEqual([200, undefined]);
    // Whoever has the address of a download needs nothing else, so no log has it.
    expect(await asked("/downloads/none-of-them", {})).toEqual([404, undefined]);
    const log = () => readdirSync(caddy.logs).map((file) => readFileSync(join(caddy.logs, file), "utf8")).join(""); // prettier-ignore
    await expect.poll(log).toContain("/downloads/hidden");
    expect(log()).not.toContain("none-of-them");
    expect(await runs("projects", "list")).toContain(ref);
    await agent.close();
  });

  it("links", async () => {
    await runs("init", "--yes");
    await runs("link", ref, "--yes");
  });

  it("pushes its migrations into the database, and no second time", async () => {
    put("supabase/migrations/20260101000000_notes.sql", "create table public.notes (id int primary key, body text);\n");
    await runs("db", "push", "--linked", "--yes");
    expect(psql(name, "select count(*) from notes")).toBe("0");
    expect(await runs("db", "push", "--linked", "--yes")).toMatch(/up to date/i);
    expect(await runs("migration", "list", "--linked")).toContain("20260101000000");
  });

  it("lets into the database whoever has a password, keeps up with a slow reader, and leaves no session behind", async () => {
    const password = (await live.json<InstanceKeys>("keys", name, "--reveal")).keys.find((key) => key.name === "postgresPassword")?.value; // prettier-ignore
    const ca = readFileSync(authorityFile({ folder: live.folder, stack: "live" }), "utf8");
    const client = (secret = password, at = 5432) =>
      new Client({ host: address, port: at, user: "postgres", database: "postgres", password: secret, application_name: "guest", ssl: { servername: `db.${ref}.fleet.test`, ca } }); // prettier-ignore
    const door = await openDatabases(openWorkspace({ folder: live.folder, stack: "live" }), { bind: address, port: 0, patience: 1000 }); // prettier-ignore
    const long = client(password, door.port);
    await long.connect();
    expect((await long.query("select pg_sleep(2)")).rowCount).toBe(1);
    await long.end();
    const wrong = async () => await client("wrong", door.port).connect().catch((error: unknown) => String(error)); // prettier-ignore
    expect(await Promise.all(Array.from({ length: 10 }, wrong))).toEqual(Array(10).fill(expect.stringContaining("password authentication failed"))); // prettier-ignore
    await expect(client(password, door.port).connect()).rejects.toThrow("Too many wrong passwords from your address");
    await door.close();
    const [one, other] = [client(), client()];
    await Promise.all([one.connect(), other.connect()]);
    const many = one.query<{ text: string }>("select repeat('x', 1000000) as text from generate_series(1, 40)");
    const { rows } = await other.query<{ one: number }>("select 1 as one");
    expect([rows, (await many).rows.length]).toEqual([[{ one: 1 }], 40]);
    await one.end();
    other.on("error", () => undefined);
    (other as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy(); // as a killed client does
    await expect.poll(() => psql(name, "select count(*) from pg_stat_activity where application_name = 'guest'"), { timeout: 60_000 }).toBe("0"); // prettier-ignore
  });

  it("puts a file into Storage, and gets it back", async () => {
    put("hello.txt", "hello\n");
    psql(name, "insert into storage.buckets (id, name) values ('files', 'files')");
    await runs("storage", "cp", "hello.txt", "ss:///files/hello.txt", "--linked", "--experimental", "--yes");
    expect(await runs("storage", "ls", "ss:///files/", "--linked", "--experimental")).toContain("hello.txt");
    await runs("storage", "cp", "ss:///files/hello.txt", "back.txt", "--linked", "--experimental", "--yes");
    expect(readFileSync(join(cli.folder, "back.txt"), "utf8")).toBe("hello\n");
  });
});
