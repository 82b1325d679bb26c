import { instances } from "../given";
import { type Row, fleet, instance } from "./row";

const port = "should be a port from 1 to 65535";
const binding = `${port}, or an IPv4 address and a port such as 192.168.1.5:8000`;
const subnet = "subnet: should be an IPv4 subnet such as 10.213.4.0/26";

export const portRows: readonly Row[] = [
  instance("ports as a list", { ports: [8000] }, "ports: should be a group of settings"),
  ...["gateway", "studio", "mail", "poolerSession", "poolerTransaction", "database"].flatMap((role) => [
    instance(`the ${role} port in quotes`, { ports: { [role]: "8000" } }, `ports/${role}: ${binding}`),
    instance(`the ${role} port beyond the last`, { ports: { [role]: 65536 } }, `ports/${role}: ${port}`),
  ]),
  instance("a port that is 0", { ports: { gateway: 0 } }, `ports/gateway: ${port}`),
  instance("half a port", { ports: { gateway: 8000.5 } }, `ports/gateway: ${binding}`),
  instance("a port that is a group", { ports: { gateway: { port: 8000 } } }, `ports/gateway: ${binding}`),
  instance("a port that is null", { ports: { gateway: null } }, `ports/gateway: ${binding}`),
  instance("an address without a port", { ports: { gateway: "10.0.0.5" } }, `ports/gateway: ${binding}`),
  instance("an address there is none of", { ports: { gateway: "10.0.0.256:8000" } }, `ports/gateway: ${binding}`),
  instance(
    "an address with a port there is none of",
    { ports: { gateway: "10.0.0.5:70000" } },
    `ports/gateway: ${binding}`,
  ),
  instance("an address in IPv6", { ports: { gateway: "[::1]:8000" } }, `ports/gateway: ${binding}`),
  instance("a host name", { ports: { gateway: "localhost:8000" } }, `ports/gateway: ${binding}`),

  instance(
    "one port twice",
    { ports: { gateway: 8000, studio: 8000 } },
    "ports/studio: 8000 is taken by instances/0/ports/gateway",
  ),
  fleet(
    "one port in two instances",
    instances({ name: "blog", ports: { database: 5432 } }, { name: "shop", ports: { poolerSession: 5432 } }),
    "instances/1/ports/poolerSession: 5432 is taken by instances/0/ports/database",
  ),
  fleet(
    "one port here and everywhere",
    instances(
      { name: "blog", ports: { gateway: "10.0.0.5:8000" } },
      { name: "shop", ports: { gateway: "0.0.0.0:8000" } },
    ),
    "instances/1/ports/gateway: 8000 is taken by instances/0/ports/gateway",
  ),
  fleet(
    "one port that came from the defaults",
    { ...instances({ name: "blog" }, { name: "shop" }), defaults: { ports: { gateway: 8000 } } },
    "instances/1/ports/gateway: 8000 is taken by instances/0/ports/gateway",
  ),
  instance(
    "the edge's port for HTTP",
    { ports: { gateway: 80 } },
    "ports/gateway: 80 is taken by the edge of host local",
  ),
  instance(
    "the edge's port for HTTPS, on every address",
    { ports: { gateway: "0.0.0.0:443" } },
    "ports/gateway: 443 is taken by the edge of host local",
  ),
  fleet(
    "the port of an edge elsewhere than usual",
    { ...instances({ name: "blog", ports: { studio: 8443 } }), hosts: { local: { edge: { httpsPort: 8443 } } } },
    "instances/0/ports/studio: 8443 is taken by the edge of host local",
  ),
  fleet(
    "more mail catchers than ports",
    instances(...Array.from({ length: 101 }, (_, i) => ({ name: `i${i}` }))),
    "hosts/local: has no port left for ports.mail: 54300 to 54399 are taken, so write others for some instances",
  ),

  instance("a subnet without a length", { subnet: "10.213.4.0" }, subnet),
  instance("a subnet with a length of 33", { subnet: "10.213.4.0/33" }, subnet),
  instance("a subnet that is a number", { subnet: 26 }, subnet),
  instance("a subnet in IPv6", { subnet: "fd00::/64" }, subnet),
  instance(
    "a subnet that starts in the middle",
    { subnet: "10.213.4.1/26" },
    "subnet: should start at the first address of its range",
  ),
  instance(
    "a subnet too small",
    { subnet: "10.213.4.0/28" },
    "subnet: should be a /27 or larger: an instance has up to 16 containers",
  ),
  fleet(
    "one subnet twice",
    instances({ name: "blog", subnet: "10.0.0.0/26" }, { name: "shop", subnet: "10.0.0.0/26" }),
    "instances/1/subnet: 10.0.0.0/26 overlaps 10.0.0.0/26 of instances/0",
  ),
  fleet(
    "a subnet inside another",
    instances({ name: "blog", subnet: "10.0.0.0/24" }, { name: "shop", subnet: "10.0.0.128/26" }),
    "instances/1/subnet: 10.0.0.128/26 overlaps 10.0.0.0/24 of instances/0",
  ),
  fleet(
    "a subnet around another",
    instances({ name: "blog", subnet: "10.0.0.128/26" }, { name: "shop", subnet: "10.0.0.0/24" }),
    "instances/1/subnet: 10.0.0.0/24 overlaps 10.0.0.128/26 of instances/0",
  ),
  fleet(
    "a subnet that leaves none for the others",
    instances({ name: "blog", subnet: "10.213.0.0/16" }, { name: "shop" }),
    "hosts/local: has no subnet left: each instance takes a /26 of 10.213.0.0/16, so write a larger range for subnets",
  ),
];
