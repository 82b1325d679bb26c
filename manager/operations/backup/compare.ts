import { readFileSync } from "node:fs";
import { join } from "node:path";
import { help } from "../helperContainer";
import type { DataRole, Target } from "../snapshot/target";
import { program } from "../workspace";
import type { Manifest } from "./manifest";
import type { Server } from "./recovery";

/** What a restored copy holds, beside what its backup says. */
export interface Comparison {
  /** Tables that were asked. */
  readonly tables: number;
  readonly rows: number;
  /** Storage objects whose file was looked at. */
  readonly objects: number;
  /** What is not as it should be; empty when all is. */
  readonly differences: readonly string[];
  /** What differs because rows were written while the backup counted, or because another moment was restored. */
  readonly expected: readonly string[];
}

/**
 * Asks every table, and looks for the file of every object; of each bucket one is read.
 * @param moved whether another moment than the manifest's was restored, so that its counts are for reading alone.
 */
export async function compare(
  target: Target,
  { server, volumes, manifest }: { server: Server; volumes: Readonly<Record<DataRole, string>>; manifest: Manifest },
  moved: boolean,
): Promise<Comparison> {
  const counted = await countTables(server);
  const wanted = new Map(manifest.tables.map(({ name, rows }) => [name, rows]));
  const lines = [...new Set([...wanted.keys(), ...counted.keys()])].sort().flatMap((name) => {
    const [should, is] = [wanted.get(name), counted.get(name)];
    if (should === is) return [];
    return [
      `${name}: ${is === undefined ? "is not there" : `${is} rows`}, in the backup ${should === undefined ? "not there" : should}`,
    ];
  });
  const { objects, problems, later } = await lookAtObjects(target, { server, volumes, manifest });
  const certain = manifest.exact && !moved;
  return {
    tables: counted.size,
    rows: [...counted.values()].reduce((sum, rows) => sum + rows, 0),
    objects,
    differences: [...(certain ? lines : []), ...problems],
    expected: [...(certain ? [] : lines), ...(later === 0 ? [] : [`storage: ${later} objects came after the backup, and went before their files were saved`])], // prettier-ignore
  };
}

async function countTables(server: Server): Promise<Map<string, number>> {
  const sql = readFileSync(join(program, "templates/backup/counts.sql"), "utf8");
  const said = await server.sql(sql);
  return new Map(
    said
      .split("\n")
      .filter((line) => line !== "")
      .map((line): [string, number] => [
        line.slice(0, line.lastIndexOf("|")),
        Number(line.slice(line.lastIndexOf("|") + 1)),
      ]),
  );
}

/**
 * Whether it came after the backup, size, bucket and path of each object's file, one a line; names hold no line break, which
 * Storage refuses.
 */
const objectsSql = ({ instance, taken }: Manifest) => `
select case when to_regclass('storage.objects') is null then 'select 1 where false' else $$
  select case when greatest(created_at, updated_at) > '${taken}' then 'later' else 'held' end || ' ' || coalesce(metadata->>'size', '?')
    || ' ' || encode(convert_to(bucket_id, 'UTF8'), 'hex') || ' objects/${instance}/' || bucket_id || '/' || name || '/' || version
  from storage.objects where version is not null order by bucket_id, name $$ end \\gexec`;

async function lookAtObjects(
  target: Target,
  { server, volumes, manifest }: { server: Server; volumes: Readonly<Record<DataRole, string>>; manifest: Manifest },
): Promise<{ objects: number; problems: string[]; later: number }> {
  const { store } = manifest.fleet.entry.storage as { store?: { backend?: string } }; // the program's schema made it
  // Objects in a bucket elsewhere are not part of a backup.
  if (store?.backend === "s3") return { objects: 0, problems: [], later: 0 };
  const list = await server.sql(objectsSql(manifest));
  if (list === "") return { objects: 0, problems: [], later: 0 };
  const said = await help(target.host, {
    image: target.spec.images.db,
    instance: target.name,
    script: lookScript,
    files: [{ path: "/tmp/objects", content: `${list}\n` }],
    mounts: [{ volume: volumes.storage, path: "/data", readOnly: true }],
  });
  const lines = said.split("\n").filter((line) => line !== "");
  const known = new Set(manifest.missing?.map((object) => `storage: the file objects/${manifest.instance}/${object} is not there`)); // prettier-ignore
  const problems = lines.filter((line) => line !== "later" && !known.has(line));
  const later = lines.filter((line) => line === "later").length;
  return { objects: list.split("\n").length, problems, later };
}

/** The first of each bucket is read to its end. */
const lookScript = `
cd /data
last=
while read -r when size bucket path; do
  found=$(stat -c %s "$path" 2>/dev/null) || {
    if [ $when = later ]; then echo later; else echo "storage: the file $path is not there"; fi
    continue
  }
  [ "$size" = "?" ] || [ "$size" = "$found" ] || echo "storage: $path has $found bytes, not $size"
  [ "$bucket" = "$last" ] || cat "$path" >/dev/null || echo "storage: $path cannot be read"
  last=$bucket
done </tmp/objects
`;
