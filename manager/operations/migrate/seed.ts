import { FleetError } from "../errors";
import { type Running, begin, end, stopIfCancelled } from "../progress";
import { failureText } from "./failure";
import { faultOf } from "./folder";
import type { SeedFile } from "./seedFiles";
import type { Seed } from "./types";
import type { Connection } from "./wire/connection";

const table = "supabase_migrations.seed_files";

/** Which seed files a database has: the official CLI loads each once, and of one that changed it only notes the new hash. */
export async function compareSeeds(connection: Connection, files: readonly SeedFile[]): Promise<Seed[]> {
  const [there] = await connection.query(`select to_regclass('${table}') is not null`);
  const rows = there?.[0] === "t" ? await connection.query(`select path, hash from ${table}`) : [];
  const hashes = new Map(rows.map(([path, hash]) => [path, hash]));
  return files.map(({ path, hash }) => {
    const before = hashes.get(path);
    return { path, state: before === undefined ? "new" : before === hash ? "loaded" : "changed" };
  });
}

const tableStatements = [
  "set local lock_timeout = '4s'",
  "set local client_min_messages = warning",
  "create schema if not exists supabase_migrations",
  `create table if not exists ${table} (path text not null primary key, hash text not null)`,
];

/** Loads what is new, each file in a transaction with its record. @throws FleetError with the statement that failed. */
export async function loadSeeds(
  connection: Connection,
  instance: string,
  files: readonly SeedFile[],
  seeds: readonly Seed[],
  running: Running,
): Promise<void> {
  for (const file of files) {
    const state = seeds.find(({ path }) => path === file.path)?.state;
    if (state === undefined || state === "loaded") continue;
    stopIfCancelled(running);
    begin(running, `${state === "new" ? "loading" : "noting the change of"} ${file.path}`, instance);
    const fault = faultOf({ file: file.path, statements: file.statements });
    if (state === "new" && fault !== undefined) throw new FleetError("refused", fault);
    const own = state === "new" ? file.statements : [];
    const { completed, error, isOpen } = await connection.together([
      ...["begin", ...tableStatements, ...own.map(({ text }) => text)].map((sql) => ({ sql })),
      { sql: `insert into ${table} (path, hash) values ($1, $2) on conflict (path) do update set hash = excluded.hash`, values: [file.path, file.hash] }, // prettier-ignore
      { sql: "commit" },
    ]);
    if (isOpen) await connection.alone("rollback");
    if (error !== undefined) {
      const statement = own[completed - tableStatements.length - 1];
      throw new FleetError("failed", failureText({ file: { ...file, file: file.path, text: "" }, kept: 0, statement, said: error })); // prettier-ignore
    }
    end(running, state === "new" ? `loaded ${file.path}` : `${file.path} has changed: its hash is noted, nothing is loaded`, instance); // prettier-ignore
  }
}
