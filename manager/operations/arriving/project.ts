import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { FleetError, messageOf } from "../errors";
import { type Variables, interpolate, readEnv } from "./variables";

/** Where a container of an install has its data. */
export interface Mount {
  readonly kind: "folder" | "volume";
  /** Absolute path, or the volume's name on the host. */
  readonly source: string;
  /** Path in the container. */
  readonly target: string;
}

export interface ProjectService {
  readonly image: string | undefined;
  readonly environment: Variables;
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
}

/** A Compose project as it lies in a folder, variables filled in. Its values are plain, secrets too. */
export interface Project {
  /** Absolute path, without links in it. */
  readonly folder: string;
  readonly name: string;
  /** Of its `.env`. */
  readonly variables: Variables;
  readonly services: ReadonlyMap<string, ProjectService>;
}

type Tree = Readonly<Record<string, unknown>>;

const names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"] as const;

/** @throws FleetError when there is no project in the folder, or one that cannot be read. */
export function readProject(given: string): Project {
  if (!existsSync(given)) throw new FleetError("usage", `${resolve(given)} is not there.`);
  const folder = realpathSync(given);
  const env = join(folder, ".env");
  const variables = existsSync(env) ? readEnv(readFileSync(env, "utf8")) : new Map<string, string>();
  const trees = filesOf(folder, variables).map((file) => readTree(join(folder, file), variables));
  const name =
    variables.get("COMPOSE_PROJECT_NAME") ??
    trees.flatMap(({ name: own }) => (typeof own === "string" ? [own] : [])).at(-1) ??
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, "");
  const volumes = Object.assign({}, ...trees.map(({ volumes: each }) => treeOf(each))) as Tree; // trees merged
  const services = new Map<string, ProjectService>();
  for (const tree of trees) {
    for (const [service, raw] of Object.entries(treeOf(tree.services))) {
      const read = readService(treeOf(raw), { folder, name, variables, volumes });
      services.set(service, merged(services.get(service), read));
    }
  }
  return { folder, name, variables, services };
}

function filesOf(folder: string, variables: Variables): string[] {
  const listed = variables.get("COMPOSE_FILE");
  if (listed !== undefined && listed !== "") return listed.split(variables.get("COMPOSE_PATH_SEPARATOR") ?? ":");
  const found = names.find((name) => existsSync(join(folder, name)));
  if (found === undefined)
    throw new FleetError("usage", `${folder} holds no Compose project: none of ${names.join(", ")} is there.`);
  const override = found.replace(/\.ya?ml$/, (ending) => `.override${ending}`);
  return existsSync(join(folder, override)) ? [found, override] : [found];
}

function readTree(file: string, variables: Variables): Tree {
  try {
    const document = parseDocument(readFileSync(file, "utf8"), { logLevel: "error" });
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    return treeOf(filled(document.toJS(), variables));
  } catch (error) {
    throw new FleetError("usage", `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function filled(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((one) => filled(one, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, variables)]));
}

const treeOf = (value: unknown): Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : {}; // an object, by the line above
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]); // prettier-ignore

interface Around {
  readonly folder: string;
  readonly name: string;
  readonly variables: Variables;
  readonly volumes: Tree;
}

function readService(raw: Tree, around: Around): ProjectService {
  const own = new Map<string, string>();
  for (const file of listOf(raw.env_file)) {
    const path = resolve(around.folder, String(typeof file === "string" ? file : treeOf(file).path));
    if (existsSync(path)) for (const [name, value] of readEnv(readFileSync(path, "utf8"))) own.set(name, value);
  }
  const pairs = Array.isArray(raw.environment)
    ? raw.environment.map((line) => /^([^=]*)(?:=([\s\S]*))?$/.exec(String(line))?.slice(1) ?? [])
    : Object.entries(treeOf(raw.environment));
  for (const [name = "", value] of pairs) {
    // A name without a value is handed through from outside.
    const text = value === undefined || value === null ? around.variables.get(String(name)) : String(value);
    if (text !== undefined) own.set(String(name), text);
  }
  return {
    image: typeof raw.image === "string" ? raw.image : undefined,
    environment: own,
    command: listOf(raw.command).map(String),
    mounts: listOf(raw.volumes).flatMap((mount) => readMount(mount, around) ?? []),
  };
}

function readMount(raw: unknown, { folder, name, volumes }: Around): Mount | undefined {
  const long = treeOf(raw);
  const [source, target] =
    typeof raw === "string" ? raw.split(":") : [long.source, long.target].map((part) => (part === undefined ? undefined : String(part))); // prettier-ignore
  if (source === undefined || target === undefined || source === "") return undefined;
  if (long.type === "bind" || /^[./~]/.test(source)) return { kind: "folder", source: resolve(folder, source), target };
  const declared = treeOf(volumes[source]);
  const external = declared.external === true ? source : `${name}_${source}`;
  return { kind: "volume", source: typeof declared.name === "string" ? declared.name : external, target };
}

/** A later file wins; what it mounts at a place takes that place. */
function merged(before: ProjectService | undefined, after: ProjectService): ProjectService {
  if (before === undefined) return after;
  const targets = new Set(after.mounts.map(({ target }) => target));
  return {
    image: after.image ?? before.image,
    environment: new Map([...before.environment, ...after.environment]),
    command: after.command.length > 0 ? after.command : before.command,
    mounts: [...before.mounts.filter(({ target }) => !targets.has(target)), ...after.mounts],
  };
}
