import type Dockerode from "dockerode";
import { type Fact, type Finding, differing } from "./finding";
import type { Property } from "./types";
import type { Wanted } from "./wanted";

interface Labelled {
  readonly label: string;
  readonly value: string;
}

const labelFacts = (labels: Readonly<Record<string, string>> | null | undefined): Fact[] =>
  Object.entries(labels ?? {}).map(([name, text]) => ({ property: "label", name, text }));

const wantedLabels = ({ inputs }: Wanted): Fact[] =>
  labelFacts(Object.fromEntries(((inputs.labels ?? []) as readonly Labelled[]).map(({ label, value }) => [label, value]))); // prettier-ignore

const fact = (property: Property, text: string): Fact => ({ property, text });

/** @param known names of the containers that belong on it. */
export function networkFindings(
  wanted: Wanted,
  found: Dockerode.NetworkInspectInfo | undefined,
  known: ReadonlySet<string>,
): Finding[] {
  if (found === undefined)
    return [
      {
        ...left("presence", "there", "missing", "every container of the instance is made again with it"),
        repair: "replace",
      },
    ];
  const {
    driver = "bridge",
    internal = false,
    ipamConfigs = [],
  } = wanted.inputs as {
    driver?: string;
    internal?: boolean;
    ipamConfigs?: readonly { subnet?: string }[];
  }; // the Docker provider's shape
  const subnets = (list: readonly { subnet?: string }[]) => list.map(({ subnet = "" }) => subnet).sort().join(", "); // prettier-ignore
  const is = [
    fact("driver", found.Driver),
    fact("internal", String(found.Internal)),
    fact("subnet", subnets((found.IPAM?.Config ?? []).map(({ Subnet = "" }) => ({ subnet: Subnet })))),
    ...labelFacts(found.Labels),
  ];
  const should = [fact("driver", driver), fact("internal", String(internal)), fact("subnet", subnets(ipamConfigs)), ...wantedLabels(wanted)]; // prettier-ignore
  const strangers = Object.values(found.Containers ?? {}).flatMap(({ Name }) => (known.has(Name) ? [] : [Name]));
  return [
    ...(found.Id === wanted.id ? [] : [left("identity", wanted.id.slice(0, 12), found.Id.slice(0, 12), remakes)]),
    ...differing(should, is).map((one): Finding => ({ ...one, secret: false, repair: "none", note: remakes })),
    ...strangers.sort().map((name): Finding => ({
      property: "joined",
      name,
      found: "joined",
      secret: false,
      repair: "none",
      note: `"docker network disconnect ${wanted.name} ${name}" takes it off`,
    })),
  ];
}

const remakes = "a network is put right by making it and every container of the instance again, so it is left";

export function volumeFindings(wanted: Wanted, found: Dockerode.VolumeInspectInfo | undefined): Finding[] {
  if (found === undefined) return [left("presence", "there", "missing", "what was in it is gone: restore a backup before anything else")]; // prettier-ignore
  const driver = String(wanted.inputs.driver ?? "local");
  // A volume that an operator brought along has none of our labels, and needs none.
  const labels = wanted.adopted && Object.keys(found.Labels ?? {}).length === 0 ? [] : wantedLabels(wanted);
  const should = [fact("driver", driver), ...labels];
  const is = [fact("driver", found.Driver), ...labelFacts(found.Labels)];
  return differing(should, is).map((one) => ({
    ...one,
    secret: false,
    repair: "none",
    note: "a volume cannot be changed without losing what is in it, so it is left",
  }));
}

const left = (property: Property, wanted: string, found: string, note: string): Finding => ({ property, wanted, found, secret: false, repair: "none", note }); // prettier-ignore
