import { edgeName } from "../../../components/config/names";
import { keepsFrom } from "../listeners";
import { instanceLabel } from "../observe";
import { type Examination, type Patient, ok, problem } from "./finding";

interface Wanted {
  readonly bind: string;
  readonly port: number;
  /** Such as `gateway of blog`. */
  readonly what: string;
  /** Name that its container carries: the instance's, or the edge's. */
  readonly owner: string;
  /** What to write to have another. */
  readonly setting: string;
}

/** Every port that the list publishes on the host, and who has it already. */
export const ports: Examination = (patient) => {
  const wanted = wantedOn(patient);
  const taken = wanted.flatMap((one) => {
    const holder = holderOf(patient, one);
    return holder === undefined
      ? []
      : [problem("ports", `${one.bind}:${one.port} (${one.what}) is taken by ${holder}`, `Stop that, or write another: ${one.setting}`)]; // prettier-ignore
  });
  if (taken.length > 0) return taken;
  const seen =
    patient.facts === undefined ? " as far as Docker knows; nobody can look at the host's own listeners" : "";
  return [ok("ports", `all ${wanted.length} that the list publishes are free or its own${seen}`)];
};

function wantedOn({ host, instances }: Patient): Wanted[] {
  const { mode, bind, httpPort, httpsPort } = host.spec.edge;
  const setting = `hosts.${host.name}.edge`;
  const edge = [
    { bind, port: httpPort, what: "the managed Caddy", owner: edgeName, setting: `${setting}.httpPort` },
    { bind, port: httpsPort, what: "the managed Caddy", owner: edgeName, setting: `${setting}.httpsPort` },
  ];
  const own = instances
    .filter(({ config }) => config.state === "active")
    .flatMap((spec) =>
      Object.entries(spec.ports).flatMap(
        ([role, binding]) =>
        binding === undefined ? [] : [{ ...binding, what: `${role} of ${spec.name}`, owner: spec.name, setting: `ports.${role} of ${spec.name}` }], // prettier-ignore
      ),
    );
  return [...(mode === "managed" ? edge : []), ...own];
}

/** Who keeps a port from being published; undefined when it is free or our own already. */
function holderOf({ containers, facts }: Patient, { bind, port, owner }: Wanted): string | undefined {
  const running = containers.filter(({ State }) => State === "running");
  const holder = running.find(({ Ports }) => Ports.some(({ IP, PublicPort }) => IP !== undefined && PublicPort !== undefined && keepsFrom({ address: IP, port: PublicPort }, bind, port))); // prettier-ignore
  if (holder !== undefined)
    return instanceLabel(holder.Labels) === owner ? undefined : `the container ${holder.Names[0]?.replace(/^\//, "")}`;
  // The edge shares the host's network: Docker lists no port of it.
  if (owner === edgeName && running.some(({ Names }) => Names.includes(`/${edgeName}`))) return undefined;
  if (facts?.listeners.some((listener) => keepsFrom(listener, bind, port)) !== true) return undefined;
  return facts.programs.get(port) ?? "a program on the host";
}
