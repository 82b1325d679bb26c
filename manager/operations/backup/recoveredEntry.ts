import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { YAMLMap } from "yaml";
import { backup as backupSettings } from "../../../components/config/backup";
import { host as hostSettings } from "../../../components/config/hosts";
import { fitting, lay } from "../arriving/entry";
import type { Edit } from "../edit/edit";
import { quoted } from "../edit/values";
import { sealer } from "../sealing";
import { instanceList, namesIn, startList } from "../stackFile";
import type { Workspace } from "../workspace";
import type { Manifest } from "./manifest";

/** The entry as the backup remembers it, paused, with its secrets given. */
export async function recovering(workspace: Workspace, manifest: Manifest, encrypt: boolean): Promise<Edit> {
  const { entry: remembered, sealed, secrets, domain, registry, host } = manifest.fleet;
  const name = String(remembered.name);
  const { seal } = sealer(workspace, ["recovered", name], encrypt);
  const { host: _lost, state: _paused, ...settings } = withoutLostFiles(remembered, workspace.program);
  const carried = leaves(settings, "").map(([path, value]) => ({
    path,
    value,
    variable: path,
    secret: sealed.includes(path),
  }));
  const usual = defaultsOf(settings);
  const { fit } = fitting(
    name,
    carried.filter(({ path, value }) => JSON.stringify(usual.get(path)) !== JSON.stringify(value)),
  );
  const entry: Record<string, unknown> = { name, state: "paused" };
  for (const { path, value, secret } of fit) lay(entry, path, secret ? await seal(path, String(value)) : value);
  for (const [secret, value] of Object.entries(secrets))
    lay(entry, `secrets.${secret}`, await seal(`secrets.${secret}`, value));
  return {
    job: `recover ${name}`,
    name,
    change(file) {
      const { document } = file;
      const at = (key: string) => ["config", `supabase-fleet:${key}`];
      if (namesIn(file).length === 0) {
        document.setIn(at("domain"), domain);
        if (registry !== undefined) document.setIn(at("registry"), registry);
        const hosts = document.getIn(at("hosts"));
        const [only] = hosts instanceof YAMLMap ? hosts.items : [];
        if (only !== undefined)
          document.setIn([...at("hosts"), String(only.key), "edge"], document.createNode(edgeOf(host)));
      }
      startList(file);
      instanceList(file).add(quoted(document.createNode(entry)));
    },
  };
}

/** Code of functions lies in the backup, and SQL for an empty database has run: a folder of the lost machine is no hindrance. */
function withoutLostFiles(entry: Manifest["fleet"]["entry"], program: string): Record<string, unknown> {
  const { functions, database, ...others } = entry;
  const { folder, ...code } = { ...(functions as { folder?: string }) }; // the program's schema made both
  const { initSql: _done, ...server } = { ...(database as { initSql?: unknown }) };
  const there = folder !== undefined && existsSync(resolve(program, folder));
  return { ...others, functions: { ...code, ...(there ? { folder } : {}) }, database: server };
}

/** Defaults inside groups that an entry need not have, by path. */
function defaultsOf({ backup }: Record<string, unknown>): Map<string, unknown> {
  if (backup === undefined) return new Map();
  const store = (backup as { store?: object }).store; // the program's schema made it
  const { store: _own, ...usual } = backupSettings.parse({ store: { ...store } });
  return new Map(leaves(usual, "backup"));
}

/** Settings of the edge that are not the default. */
function edgeOf({ edge }: Manifest["fleet"]["host"]): unknown {
  const defaults = new Map(leaves(hostSettings.parse({}).edge, ""));
  const own: Record<string, unknown> = {};
  for (const [path, value] of leaves(edge, "")) if (JSON.stringify(defaults.get(path)) !== JSON.stringify(value)) lay(own, path, value); // prettier-ignore
  return own;
}

/** Every setting by its path; lists are settings as a whole, and so are Postgres's, whose names have dots. */
function leaves(value: unknown, path: string): [string, unknown][] {
  if (path === "database.settings") return Object.keys(Object(value)).length === 0 ? [] : [[path, value]];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return value === undefined ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
}
