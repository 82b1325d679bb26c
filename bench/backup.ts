import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BackedUp } from "./backedUp";
import { cleanUp } from "./host";
import { type Comparison, alternate, progress, table } from "./measure";
import { backupRows, rounds } from "./settings";
import { root } from "./stack";

const make = "sh /fleet/backup/backup.sh";
const empty = "rm -rf /store/* /spool/cache /spool/repository";
const base = "pg_basebackup -D /out/base -Ft -X stream -c fast";
const small = "pg_basebackup -D /out/base -Ft -X stream -c fast --compress=client-gzip:1";
const noBase = "rm -rf /out/base";
const dump = "pg_dump -Fc -Z0 -f /out/dump postgres";
const restoreDump = "pg_restore -j 2 --no-owner --schema public -d again /out/dump";
const fresh = "psql -q -d postgres -c 'drop database if exists again' -c 'create database again'";

/** Days of which one backup each is made. */
const days = 10;

/**
 * Backup and restore against Postgres's own tools on the same data, the growth of the store, the time of a drill.
 * @param write the section of docs/performance.md is written anew.
 */
export async function backup({ write }: { write: boolean }): Promise<string> {
  const stack = new BackedUp();
  try {
    await stack.prepare();
    const bytes = Number(stack.sql("select pg_database_size('postgres')"));
    const comparisons = [...(await backups(stack)), ...(await restores(stack))];
    const text = [
      `${gigabytes(bytes)} of data: ${backupRows.toLocaleString("en")} rows as pgbench has them, with an index; each side ${rounds} times in turn.`,
      table(comparisons),
      await growth(stack),
    ].join("\n\n");
    if (write) rewrite(text);
    return text;
  } finally {
    stack.remove();
    cleanUp();
  }
}

async function backups(stack: BackedUp): Promise<Comparison[]> {
  const seconds = await alternate(rounds, {
    first: async () => await stack.backup(make, empty, { DUMP: "false" }),
    plain: async () => await stack.backup(make, empty, { DUMP: "false", RESTIC_COMPRESSION: "off" }),
    small: async () => await stack.postgres(small, noBase),
    base: async () => await stack.postgres(base, noBase),
    both: async () => await stack.backup(make, empty),
    baseAndDump: async () => await stack.postgres(`${base} && ${dump}`, `${noBase} /out/dump`),
    next: async () => {
      stack.sql(`update public.accounts set abalance = abalance + 1 where ${kinds["side by side"](50)}`);
      return await stack.backup(make);
    },
  });
  const target = 1.25;
  return [
    {
      name: "the first backup, without a dump",
      ours: seconds.first,
      other: seconds.small,
      against: "`pg_basebackup --compress=client-gzip:1`",
      target,
    },
    { name: "the same", ours: seconds.first, other: seconds.base, against: "`pg_basebackup`, not compressed", target },
    {
      name: "the same, `RESTIC_COMPRESSION=off`",
      ours: seconds.plain,
      other: seconds.base,
      against: "the same",
      target,
    },
    {
      name: "the first backup",
      ours: seconds.both,
      other: seconds.baseAndDump,
      against: "`pg_basebackup`, then `pg_dump`, neither compressed",
      target,
    },
    {
      name: "the next one, after 1 % has changed",
      ours: seconds.next,
      other: seconds.baseAndDump,
      against: "the same",
      target,
    },
  ];
}

async function restores(stack: BackedUp): Promise<Comparison[]> {
  const snapshot = "$(restic --no-lock snapshots --json --tag part=data --latest 1 | jq -r '.[-1].id')";
  const fetch = `restic --quiet --no-lock restore ${snapshot} --target /spool/again`;
  const seconds = await alternate(rounds, {
    fetch: async () => await stack.backup(fetch, "rm -rf /spool/again"),
    untar: async () => await stack.postgres("mkdir /out/again && tar -xf /out/base/base.tar -C /out/again", "rm -rf /out/again"), // prettier-ignore
    drill: async () => await timed(() => stack.call("drill", stack.name)),
    restore: async () => await stack.restore(),
    load: async () => await stack.postgres(restoreDump, fresh),
  });
  await stack.postgres("rm -rf /out/again; psql -d postgres -c 'drop database if exists again'");
  await stack.backup("rm -rf /spool/again");
  const target = 1.25;
  return [
    { name: "a backup fetched into a volume", ours: seconds.fetch, other: seconds.untar, against: "`tar` of the `pg_basebackup`", target }, // prettier-ignore
    { name: "`fleet drill`: fetched, recovered, compared", ours: seconds.drill, other: seconds.load, against: "`pg_restore -j 2`", target }, // prettier-ignore
    { name: "`fleet restore`: the same, and put in place with a safety copy", ours: seconds.restore, other: seconds.load, against: "`pg_restore -j 2`", target }, // prettier-ignore
  ];
}

/** How the store grows by one backup a day. */
async function growth(stack: BackedUp): Promise<string> {
  const rowsOf = [];
  for (const [kind, where] of Object.entries(kinds)) {
    await stack.backup(make, empty);
    const first = stack.stored();
    for (let day = 1; day <= days; day++) {
      stack.sql(`update public.accounts set abalance = abalance + 1 where ${where(day)}`);
      const seconds = await stack.backup(make);
      progress(`${kind}, day ${day}: ${seconds.toFixed(1)} s, ${gigabytes(stack.stored())}`);
    }
    rowsOf.push(`| ${kind} | ${gigabytes(first)} | ${gigabytes(stack.stored())} |`);
  }
  return [`| 1 % of the rows changed each day | store after the first backup | after ${days} more |`, "| --- | --- | --- |", ...rowsOf].join("\n"); // prettier-ignore
}

/** Which rows a day changes: those of one part of the table, as with rows that come and grow old, or one in a hundred of all. */
const kinds = {
  "side by side": (day: number) =>
    `aid > ${Math.round(backupRows * (day / 100))} and aid <= ${Math.round(backupRows * ((day + 1) / 100))}`,
  "strewn over all of it": (day: number) => `aid % 100 = ${day}`,
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

/** Replaces what stands under the heading. */
function rewrite(text: string): void {
  const file = join(root, "docs/performance.md");
  const heading = "## Backup and restore";
  const [before = "", rest = ""] = readFileSync(file, "utf8").split(`${heading}\n`);
  const next = rest.indexOf("\n## ");
  const after = next < 0 ? "" : rest.slice(next);
  writeFileSync(file, `${before.trimEnd()}\n\n${heading}\n\n\`npm run bench -- backup --write\`: ${text}\n${after}`);
}
