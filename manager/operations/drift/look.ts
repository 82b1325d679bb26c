import { FleetError, messageOf } from "../errors";
import { fingerprints } from "../fingerprint";
import { type Host, hostsOf } from "../host";
import { type Model, model } from "../model";
import { hideAll } from "../plan/hidden";
import type { Workspace } from "../workspace";
import { containerFindings } from "./containers";
import type { Finding, Showing } from "./finding";
import { networkFindings, volumeFindings } from "./others";
import { type SeenHost, seeHost } from "./seen";
import { asSnippet, seeSnippet, snippetFindings } from "./snippets";
import type { Elsewhere, UnreachableHost } from "./types";
import { type Undeclared, undeclaredOn } from "./undeclared";
import { type Wanted, instanceOf, wantedOf } from "./wanted";

/** A resource and how it differs. */
export interface Drifted {
  readonly wanted: Wanted;
  readonly findings: readonly Finding[];
}

/** What a look at all hosts came to, in plain text: it never leaves the operations. */
export interface Look {
  readonly model: Model;
  readonly hosts: readonly Host[];
  readonly showing: Showing;
  /** Everything that was looked at, drifted or not. */
  readonly resources: readonly Drifted[];
  readonly undeclared: readonly Undeclared[];
  readonly elsewhere: readonly Elsewhere[];
  readonly unreachable: readonly UnreachableHost[];
}

/**
 * Compares the hosts with what the last apply made. A host that does not answer is told, and the others are looked at.
 * @param only name of one instance; all of them and what hosts share when unset.
 * @throws FleetError when there is no such instance.
 */
export async function look(workspace: Workspace, only: string | undefined): Promise<Look> {
  const answer = await model(workspace, "plan");
  const instances = namesIn(answer);
  if (only !== undefined && !instances.includes(only))
    throw new FleetError("usage", `There is no instance "${only}". There are: ${instances.join(", ") || "none"}.`);
  const wanted = wantedOf(answer, only);
  const hosts = hostsOf(answer.fleet).filter(({ name }) => only === undefined || wanted.some(({ host }) => host === name)); // prettier-ignore
  const looks = await Promise.all(
    hosts.map((host) => lookAt(host, wanted.filter((one) => one.host === host.name), only === undefined ? instances : [only])), // prettier-ignore
  );
  return {
    model: answer,
    hosts,
    showing: showingOf(answer),
    resources: held(looks.flatMap(({ resources }) => resources)),
    undeclared: looks.flatMap(({ undeclared }) => undeclared),
    elsewhere: only === undefined ? looks.flatMap(({ elsewhere }) => elsewhere) : [],
    unreachable: looks.flatMap(({ unreachable }) => unreachable),
  };
}

function showingOf({ steps, given }: Model): Showing {
  const mark = fingerprints(steps.flatMap(({ old }) => old ?? []));
  return { mark, hide: hideAll(steps, given, mark) };
}

/** Instances of the list, and those that only the state has. */
const namesIn = ({ fleet, steps }: Model): string[] =>
  [...new Set([...fleet.instances.map(({ name }) => name), ...steps.flatMap((step) => instanceOf(step) ?? [])])].sort();

type HostLook = Pick<Look, "resources" | "undeclared" | "elsewhere" | "unreachable">;

async function lookAt(host: Host, wanted: readonly Wanted[], instances: readonly string[]): Promise<HostLook> {
  const unreachable: UnreachableHost[] = [];
  const lost = (error: unknown): undefined => {
    unreachable.push({ host: host.name, reason: messageOf(error) });
  };
  const snippets = wanted.filter(({ kind }) => kind === "snippet");
  const [seen, ...files] = await Promise.all([seeHost(host, wanted).catch(lost), ...snippets.map((one) => lookAtSnippet(one).catch(lost))]); // prettier-ignore
  const read = files.flatMap((file) => file ?? []);
  if (seen === undefined)
    return { resources: read, undeclared: [], elsewhere: [], unreachable: unreachable.slice(0, 1) };
  const { own, elsewhere } = undeclaredOn(seen, new Set(wanted.map(({ name }) => name)), instances);
  const known = new Set([...wanted, ...own].map(({ name }) => name));
  const resources = wanted.filter(({ kind }) => kind !== "snippet").map((one) => ({ wanted: one, findings: compare(one, seen, known) })); // prettier-ignore
  return { resources: [...resources, ...read], undeclared: own, elsewhere, unreachable: unreachable.slice(0, 1) };
}

async function lookAtSnippet(wanted: Wanted): Promise<Drifted> {
  return { wanted, findings: snippetFindings(wanted, await seeSnippet(asSnippet(wanted))) };
}

function compare(wanted: Wanted, seen: SeenHost, known: ReadonlySet<string>): Finding[] {
  const { name } = wanted;
  if (wanted.kind === "network") return networkFindings(wanted, seen.networks.get(name), known);
  if (wanted.kind === "volume") return volumeFindings(wanted, seen.listed.volumes.find((volume) => volume.Name === name)); // prettier-ignore
  return containerFindings(wanted, seen.containers.get(name), seen.unable);
}

/** Without its data nothing of an instance is started: Docker would make an empty volume in its place. */
function held(resources: readonly Drifted[]): Drifted[] {
  const gone = resources.filter(({ wanted, findings }) => wanted.kind === "volume" && findings.some(({ property }) => property === "presence")); // prettier-ignore
  return resources.map(({ wanted, findings }) => {
    const missing = gone.find((volume) => volume.wanted.instance === wanted.instance);
    if (missing === undefined || wanted.kind === "volume") return { wanted, findings };
    const wait = { repair: "none", note: `left while ${missing.wanted.name} is missing` } as const;
    return { wanted, findings: findings.map((finding) => ({ ...finding, ...wait })) };
  });
}
