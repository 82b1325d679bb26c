import { networkName } from "../../../components/config/names";
import { overlap, parseCidr } from "../../../components/config/subnets";
import { type Examination, type Patient, ok, problem } from "./finding";
import type { Route } from "./routes";
import type { Finding } from "./types";

/** The instances' subnets against everything that the host reaches otherwise. */
export const subnets: Examination = (patient) => {
  const { instances, host } = patient;
  const found = instances.flatMap(({ name, subnet }) => clashes(patient, name, subnet));
  if (found.length > 0) return found;
  const range = host.spec.subnets;
  const what = instances.length === 0 ? `the range ${range} is` : `${instances.map(({ subnet }) => subnet).join(", ")} ${instances.length === 1 ? "is" : "are"}`; // prettier-ignore
  const other = instances.length === 0 ? clashes(patient, "", range) : [];
  return other.length > 0 ? other : [ok("subnets", `${what} free of other networks and routes`)];
};

function clashes({ host, networks, facts }: Patient, instance: string, subnet: string): Finding[] {
  const range = parseCidr(subnet);
  const whose = instance === "" ? `the range ${subnet}` : `${subnet} of ${instance}`;
  const advice = `Write another range, hosts.${host.name}.subnets${instance === "" ? "" : `, or subnet of ${instance}`}.`;
  const byNetworks = networks
    .filter(({ Name }) => Name !== networkName(instance) && !(instance === "" && Name.startsWith("supabase-")))
    .flatMap(({ Name, IPAM }) => (IPAM?.Config ?? []).map((one) => ({ Name, cidr: one.Subnet ?? "" })))
    .filter(({ cidr }) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(cidr) && overlap(parseCidr(cidr), range))
    .map(({ Name, cidr }) => problem("subnets", `${whose} overlaps ${cidr} of Docker's network ${Name}`, advice));
  const byRoutes = (facts?.routes ?? [])
    .filter((route) => !isDockers(route, networks) && overlap(route.range, range))
    .map(({ device, cidr }) => problem("subnets", `${whose} overlaps ${cidr}, which the host reaches by ${device}`, advice)); // prettier-ignore
  return [...byNetworks, ...byRoutes];
}

/** Docker's bridges are judged by their networks. */
const isDockers = ({ device }: Route, networks: Patient["networks"]) =>
  device === "docker0" ||
  networks.some(({ Id, Options }) => device === `br-${Id.slice(0, 12)}` || Options?.["com.docker.network.bridge.name"] === device); // prettier-ignore
