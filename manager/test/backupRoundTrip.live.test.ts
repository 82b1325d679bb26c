import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { docker, missingDocker } from "../../test/live/docker";
import { lean } from "../../test/live/settings";
import type { Backup } from "../operations/backup/backups";
import type { Restored } from "../operations/backup/restore";
import { digestOf } from "../operations/snapshot/take";
import { type BackedFleet, backedFleet, backedInstance, firstBackup } from "./support/backups";
import { keysOf } from "./support/keys";
import { asAdmin, fill, held, logsIn } from "./support/onPostgres15";

const name = "bkuptrip-a";
const network = { hosts: { local: { edge: { mode: "none" }, subnets: "10.219.100.0/24" } } };

/** Some that Storage takes, and some that only lie on the disk of one that took them in other times. */
const odd = ["with space.txt", "it's.txt", "50% off & more.txt", ".hidden", "..twice", "-rf", "$HOME", "a=b;c", 'quo"te', "back\\slash", "日本語.txt", "naïve café.txt", "🎉 party.png", "tab\there", "*.glob?", "[brackets]", "~tilde", "#hash", "ends with space /x", "very/deep/in/folders"]; // prettier-ignore

describe.skipIf(missingDocker())("a backup of everything", () => {
  let backed: BackedFleet;
  let image = "";
  const onVolume = (role: string, script: string, input = "") =>
    execFileSync("docker", ["run", "--rm", "-i", "--network", "none", "-v", `supabase-${name}-${role}:/from`, "-u", "0", "--entrypoint", "sh", image, "-c", script], { input, encoding: "utf8" }).trim(); // prettier-ignore
  /** Folders in volumes; the services of the instance write beside some of them when they start. */
  const places = { storage: `/objects/${name}/docs`, functions: "/ö dd", snippets: "", "db-config": "" };
  const digests = () =>
    Object.entries(places).map(([role, folder]) => `${role} ${onVolume(role, digestOf(`'/from${folder}'`))}`);
  const sql = (text: string) => asAdmin(name, text);
  /** Rows, passwords of roles and settings, as one line. */
  const database = () =>
    [
      sql("select count(*) || ' ' || md5(string_agg(t::text, '|' order by id)) from public.many t"),
      sql("select md5(string_agg(o::text, '|' order by id)) from (select id, bucket_id, name, version, metadata from storage.objects) o"), // prettier-ignore
      sql(
        "select string_agg(rolname || rolpassword, ',') from pg_authid where rolname in ('reporting', 'o''dd \"role')",
      ),
      held(name),
    ].join("\n");

  beforeAll(async () => {
    backed = backedFleet([name], "10.219.100.0/24");
    const services = { ...lean.services, storage: true, functions: true, studio: true, meta: true };
    const store = { backend: "folder", path: backed.store };
    backed.live.write([backedInstance(name, { store }, { services })], network);
    expect(await backed.live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    image = docker("inspect", "--format", "{{.Config.Image}}", `supabase-${name}-db`);
    await firstBackup(name);
    fill(name);
    sql(`create table public.many as select n as id, md5(n::text) as text, now() as at, jsonb_build_object('n', n, 'ü', '"''\\') as more from generate_series(1, 100000) n;
      create role "o'dd ""role" login password 'p''w"d'; create unlogged table public.fleeting as select 1`); // prettier-ignore
    const { apiUrl, secretKey } = await keysOf(backed.live.folder, name);
    const { storage } = client(apiUrl, secretKey);
    expect((await storage.createBucket("docs")).error).toBeNull();
    for (let n = 0; n < 100; n += 10)
      await Promise.all(
        Array.from({ length: 10 }, async (_, each) => {
          const file = `uploaded/${n + each} (x)'s & y.svg`;
          expect((await storage.from("docs").upload(file, `<svg>${n + each}</svg>`, { contentType: "image/svg+xml" })).error).toBeNull(); // prettier-ignore
        }),
      );
    // The rest lies there as Storage writes it, with the type of one that it has written.
    const names = Array.from({ length: 900 }, (_, n) => `direct/${n}/${odd[n % odd.length] ?? ""}`);
    const lines = names.map((object) => `('docs', $n$${object}$n$, 'v1', '{"mimetype":"image/svg+xml","size":${Buffer.byteLength(object)}}')`); // prettier-ignore
    sql(`insert into storage.objects (bucket_id, name, version, metadata) values ${lines.join(",")}`);
    onVolume(
      "storage",
      `cd /from/objects/${name}/docs; like=$(find . -type f | head -n 1)
       while IFS= read -r name; do mkdir -p "./$name"; cp -a "$like" "./$name/v1"; printf %s "$name" >"./$name/v1"; done`,
      `${names.join("\n")}\n`,
    );
    onVolume("functions", "mkdir -p '/from/ö dd' && echo 'Deno.serve(() => new Response())' >'/from/ö dd/index.ts'");
    onVolume("snippets", "printf 'select 1' >'/from/my snippet.sql'");
  });
  afterAll(() => backed?.remove());

  it("comes back byte for byte: rows, roles, objects with their types, keys, functions, snippets", async () => {
    const [files, rows, key] = [digests(), database(), onVolume("db-config", "sha256sum /from/pgsodium_root.key")];
    expect(Number(onVolume("storage", "tar --xattrs --format=posix -C /from -cf - . | grep -ac user.supabase.content-type"))).toBeGreaterThanOrEqual(1000); // prettier-ignore
    const { id } = await backed.live.json<Backup>("backup", name);
    sql(`drop table public.many; drop schema shop cascade; drop owned by reporting; drop role reporting; delete from storage.objects; drop database ledger`); // prettier-ignore
    for (const role of ["storage", "functions", "snippets"]) onVolume(role, "rm -rf /from/* ");
    onVolume("db-config", "echo 00 >/from/pgsodium_root.key");
    const { comparison } = await backed.live.json<Restored>("restore", name, "--to", id, "--yes");
    expect(comparison).toMatchObject({ differences: [], objects: 1000 });
    expect(digests()).toEqual(files);
    expect(database()).toBe(rows);
    expect(onVolume("db-config", "sha256sum /from/pgsodium_root.key")).toBe(key);
    expect(logsIn(name, "reporting", "report-pass-123")).toBe("reporting 9MB");
    const { apiUrl, secretKey } = await keysOf(backed.live.folder, name);
    const { data } = await client(apiUrl, secretKey).storage.from("docs").download("uploaded/7 (x)'s & y.svg");
    expect({ type: data?.type, text: await data?.text() }).toEqual({ type: "image/svg+xml", text: "<svg>7</svg>" });
  });
});
