import { portRanges } from "../../../../components/config/ports";
import { overlap, parseCidr } from "../../../../components/config/subnets";
import type { InstanceSpec } from "../../../../components/spec";
import { serviceLabel } from "../../observe";
import { shellOn } from "../../shell";
import { type Check, failIf } from "../check";
import { type Scene, type Subject, inNetwork, ownContainers } from "../subject";

/** A port of the host that leads to a container. */
interface Published {
  readonly container: string;
  /** The instance's service; undefined for a stranger. */
  readonly service: string | undefined;
  readonly address: string;
  readonly port: number;
}

export const ports: Check = {
  id: "ports",
  sentence: "nothing of it is published or listens but what the config names",
  async run(subject) {
    const { spec } = subject;
    const published = publishedOf(await subject.scene(), spec).filter(({ address }) => !isEverywhere(address));
    const proxies = await proxiesOf(subject);
    failIf([
      ...published
        .filter((one) => !isNamed(spec, one))
        .map(
          ({ container, service, address, port }) =>
            `${container} publishes ${address}:${port}, which the config does not name.\n${service === undefined ? `Remove it: docker rm -f ${container}` : `"fleet drift --repair" makes it as the config says.`}`,
        ),
      ...(proxies ?? [])
        .filter(
          ({ address, port }) =>
            !isEverywhere(address) &&
            !bindings(spec).some(({ binding }) => binding.port === port && binding.bind === address) &&
            !published.some((one) => one.address === address && one.port === port),
        )
        .map(
          ({ address, port }) =>
            `Something listens at ${address}:${port} and leads into ${spec.subnet}; "ss -ltnp" names it.`,
        ),
    ]);
    return proxies === undefined ? "what Docker says of it; nobody can look at the host's own listeners" : undefined;
  },
};

export const wildcard: Check = {
  id: "open-to-all",
  sentence: "nothing is published on 0.0.0.0 unless the config writes it",
  async run(subject) {
    const { spec } = subject;
    const open = publishedOf(await subject.scene(), spec).filter(({ address }) => isEverywhere(address));
    failIf(
      open
        .filter((one) => !isNamed(spec, { ...one, address: "0.0.0.0" }))
        .map(
          ({ container, address, port }) =>
            `${container} publishes ${port} on every address (${address || "0.0.0.0"}), before any host firewall. Remove it, or let "fleet drift --repair" make it as the config says.`,
        ),
    );
    return undefined;
  },
};

const isEverywhere = (address: string) => ["", "0.0.0.0", "::", "[::]"].includes(address);

const bindings = ({ ports: own }: InstanceSpec) =>
  Object.entries(own).flatMap(([role, binding]) =>
    binding === undefined ? [] : [{ service: portRanges[role as keyof typeof portRanges].service, binding }],
  ); // the keys of Ports are those of portRanges

const isNamed = (spec: InstanceSpec, { service, address, port }: Published) =>
  bindings(spec).some(
    ({ service: owner, binding }) => owner === service && binding.port === port && binding.bind === address,
  );

/** Of its own containers, and of every other one in its network. */
function publishedOf(scene: Scene, spec: InstanceSpec): Published[] {
  const own = ownContainers(scene, spec);
  return [...new Set([...own, ...inNetwork(scene, spec)])].flatMap((container) =>
    Object.values(container.NetworkSettings.Ports ?? {}).flatMap((list) =>
      // Nothing is behind a port that is exposed and not published, whatever the types say.
      ((list ?? []) as { HostIp: string; HostPort: string }[]).map(({ HostIp, HostPort }) => ({
        container: container.Name.replace(/^\//, ""),
        service: own.includes(container) ? serviceLabel(container.Config.Labels) : undefined,
        address: HostIp,
        port: Number(HostPort),
      })),
    ),
  );
}

/** Docker's own forwarders on the host that lead into the subnet; undefined when nobody can look. */
async function proxiesOf({ spec }: Subject): Promise<{ address: string; port: number }[] | undefined> {
  const shell = shellOn(spec.host);
  if (shell === undefined) return undefined;
  const { stdout } = await shell("ps -eo args 2>/dev/null || ps ax -o args");
  return stdout.split("\n").flatMap((line) => {
    const [, address, port, target] =
      /docker-proxy .*-host-ip (\S+) -host-port (\d+) -container-ip (\d+\.\d+\.\d+\.\d+)/.exec(line) ?? [];
    if (address === undefined || target === undefined) return [];
    return overlap(parseCidr(`${target}/32`), parseCidr(spec.subnet)) ? [{ address, port: Number(port) }] : [];
  });
}
