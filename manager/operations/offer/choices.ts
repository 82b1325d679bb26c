import { checkName } from "../../../components/config/checkNames";
import { instance, instanceName } from "../../../components/config/instance";
import { hostNames } from "../../../components/config/names";
import { Problems } from "../../../components/config/problems";
import { sizes } from "../../../components/config/resources";
import { portRanges } from "../../../components/config/ports";
import { randomSecretNames } from "../../../components/config/secrets";
import { services } from "../../../components/config/services";
import { releaseNames } from "../../../components/release";
import { fleetOf } from "../fleetFile";
import { readStackFile, stackSetting } from "../stackFile";
import type { Workspace } from "../workspace";

/** What a new instance may be. Plain data. */
export interface Choices {
  readonly domain: string;
  readonly hosts: readonly string[];
  /** Those of the hosts whose instances are reached at a port, and have no name of their own. */
  readonly withoutEdge: readonly string[];
  readonly sizes: readonly string[];
  /** Newest first. */
  readonly releases: readonly string[];
  /** Switches of the optional services with their defaults. */
  readonly services: Readonly<Record<string, boolean>>;
  /** Ports that can be given, by role; what is not given is chosen. The range is the one it is chosen from. */
  readonly ports: readonly PortChoice[];
  /** Names of the secrets that an instance gets of its own. */
  readonly secrets: readonly string[];
  /** Names and first labels of host names that somebody has. */
  readonly taken: readonly string[];
}

export interface PortChoice {
  /** Setting below `ports`. */
  readonly role: string;
  /** Service that is published at it. */
  readonly service: string;
  readonly first: number;
  readonly last: number;
  /** Whether one is chosen when none is given; the others are published on request alone. */
  readonly chosen: boolean;
}

/** @throws FleetError when the stack file is wrong. */
export async function choicesOf(workspace: Workspace): Promise<Choices> {
  const fleet = await fleetOf(workspace);
  const file = readStackFile(workspace);
  return {
    domain: fleet.instances[0]?.domain ?? String(stackSetting(file, "domain") ?? ""),
    hosts: fleet.hosts.map(({ name }) => name),
    withoutEdge: fleet.hosts.filter(({ edge }) => edge.mode === "none").map(({ name }) => name),
    sizes,
    releases: releaseNames,
    services: { ...services.parse({}) },
    ports: Object.entries(portRanges).map(([role, range]) => ({ role, ...range })),
    secrets: randomSecretNames,
    taken: [...new Set(fleet.instances.flatMap(({ name, subdomain }) => [name, subdomain]))],
  };
}

/** What is wrong with a name for a new instance, by the rules of the list; undefined when nothing is. */
export function nameProblem({ domain, taken }: Pick<Choices, "domain" | "taken">, name: string): string | undefined {
  const parsed = instanceName.safeParse(name);
  if (!parsed.success) return parsed.error.issues[0]?.message;
  const problems = new Problems();
  checkName({ index: 0, config: instance.parse({ name }) }, domain, problems);
  const [problem] = problems.list;
  if (problem !== undefined) return problem.message;
  if (taken.includes(name)) return `"${name}" is the name of another instance`;
  const own = Object.values(hostNames(name, domain));
  const clash = taken.find((other) => Object.values(hostNames(other, domain)).some((host) => own.includes(host)));
  return clash === undefined ? undefined : `its host names would be those of ${clash}`;
}
