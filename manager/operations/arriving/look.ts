import { releaseNames } from "../../../components/release";
import type { Fleet } from "../../../components/spec";
import { FleetError } from "../errors";
import { type Host, hostsOf } from "../host";
import { model } from "../model";
import type { Running } from "../progress";
import type { Workspace } from "../workspace";
import { helperImage } from "../helperContainer";
import { measure, needLocalDocker, runningOn, sourcesOf } from "./data";
import { fitting, ownImages } from "./entry";
import { leftOver, ownVariables, publicName, serverSettings } from "./extras";
import { freePorts, place, shape } from "./place";
import { type Project, readProject } from "./project";
import { type FoundSecrets, secretsOf } from "./secrets";
import { knownServices, unknownServices } from "./services";
import { type Carried, settingsOf } from "./settings";
import type { AdoptOptions, Adoption } from "./types";

/** An install as it was looked at, with what an import needs. Its secrets are plain. */
export interface Looked {
  readonly adoption: Adoption;
  readonly host: Host;
  /** Image of helper containers. */
  readonly helper: string;
  readonly registry: string | undefined;
  readonly carried: readonly Carried[];
  readonly secrets: FoundSecrets;
}

/**
 * Looks at an install, and changes nothing.
 * @throws FleetError when it is none that could be taken over.
 */
export async function look(workspace: Workspace, options: AdoptOptions, running: Running): Promise<Looked> {
  const project = readProject(options.folder);
  const name = options.name ?? project.name;
  const settings = await workspace.engine.config();
  const { fleet } = await model(workspace);
  refuseName(name, fleet);
  const host = hostFor(fleet, options.host);
  needLocalDocker(host);
  refuseForeign(project);

  const services = knownServices(project);
  const sources = await sourcesOf(project, host);
  if (!sources.some(({ role }) => role === "db-data")) throw noData(project);
  const images = [...services.values()].flatMap(({ image }) => image ?? []);
  const helper = await helperImage(host, name, images);
  const { sizes, postgres = "" } = await measure(host, { name, image: helper, sources }, running);
  if (postgres !== "15" && postgres !== "17")
    throw new FleetError("refused", `The data was made by Postgres ${postgres || "of an unknown version"}; the fleet runs 15 and 17.`); // prettier-ignore

  const registry = settings["supabase-fleet:registry"];
  const releaseName = releaseNames.find((one) => one === settings["supabase-fleet:release"]) ?? releaseNames[0];
  const seen = publicName(project, { name, domain: settings["supabase-fleet:domain"] ?? "", host: host.spec });
  const own = ownImages(services, { registry, postgres, name: releaseName });
  const found = [...settingsOf(project, services), ...seen.carried, ...ownVariables(services), ...serverSettings(services)]; // prettier-ignore
  const free = freePorts(found, fleet, host);
  const { fit, refused } = fitting(name, free.carried);
  const carried = [...fit, ...shape(services, fit, { postgres, releaseName, images: own.images })];
  const secrets = secretsOf(project.variables);
  const placed = await place(workspace, { name, host, fleet, carried, secrets, several: fleet.hosts.length > 1 });
  const notCarried = [...free.refused, ...refused, ...own.refused, ...seen.refused, ...leftOver(project, carried, services)]; // prettier-ignore
  return {
    host,
    helper,
    registry,
    carried: placed,
    secrets,
    adoption: {
      folder: project.folder,
      project: project.name,
      name,
      host: host.name,
      postgres,
      running: await runningOn(host, project, sources),
      data: sources.map(({ role, from }) => ({
        role,
        from,
        to: `supabase-${name}-${role}`,
        bytes: sizes.get(role) ?? 0,
      })),
      settings: placed.map(({ variable, path, value, secret }) => ({ variable, path, ...(secret ? {} : { value: JSON.stringify(value) }) })), // prettier-ignore
      kept: [...secrets.kept.keys()],
      rotated: secrets.rotated,
      notCarried: [...notCarried, ...unknownServices(project).map((service) => ({ variable: `service ${service}`, why: "the fleet has none like it" }))], // prettier-ignore
      notes: notesOn(
        sources.map(({ role }) => role),
        found,
      ),
    },
  };
}

function refuseName(name: string, fleet: Fleet): void {
  if (fleet.instances.some((instance) => instance.name === name))
    throw new FleetError("usage", `There is an instance "${name}" in the list already. Give the new one another name with --name. If this folder was exported from it, "fleet resume ${name}" brings it back.`); // prettier-ignore
}

function hostFor(fleet: Fleet, wanted: string | undefined): Host {
  const hosts = hostsOf(fleet);
  const found = wanted === undefined && hosts.length === 1 ? hosts[0] : hosts.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new FleetError("usage", `Which host? Name it with --host: ${hosts.map(({ name }) => name).join(", ")}.`);
}

function refuseForeign({ variables }: Project): void {
  for (const [name, expected] of [
    ["POSTGRES_HOST", "db"],
    ["POSTGRES_DB", "postgres"],
  ] as const) {
    const value = variables.get(name) ?? expected;
    if (value !== expected)
      throw new FleetError("refused", `${name} is ${value}. The fleet's services use a database of their own, called ${expected}; this one cannot be taken over.`); // prettier-ignore
  }
}

const noData = ({ folder }: Project) =>
  new FleetError("usage", `${folder} has no data of a database: nothing that is mounted at /var/lib/postgresql/data is there.`); // prettier-ignore

function notesOn(roles: readonly string[], found: readonly Carried[]): string[] {
  return [
    ...(roles.includes("db-config") ? [] : ["There is no db-config volume: if secrets of Vault are in use, the key that opens them lies in the old database container alone (/etc/postgresql-custom/pgsodium_root.key)."]), // prettier-ignore
    ...(found.some(({ path }) => path.startsWith("ports.")) ? ['Its ports are published on 127.0.0.1 alone from now on; "ports: { gateway: 0.0.0.0:8000 }" opens one.'] : []), // prettier-ignore
    ...(found.some(({ path }) => path === "ports.poolerSession") ? ["Logins through the pooler are postgres.<name of the instance> from now on."] : []), // prettier-ignore
  ];
}
