import type Dockerode from "dockerode";
import { networkName } from "../../../../components/config/names";
import { type Check, failIf } from "../check";
import { execIn } from "../execIn";
import { type Scene, type Subject, inNetwork, ownContainers } from "../subject";

type Container = Dockerode.ContainerInspectInfo;

/** `db` of one instance that leads to another's is how two of them read each other's rows. */
export const names: Check = {
  id: "names",
  sentence: "db, auth and every other name lead to its own containers",
  async run(subject) {
    const scene = await subject.scene();
    const own = ownContainers(scene, subject.spec);
    const addresses = addressesByName(own, networkName(subject.spec.name));
    const wanted = [...new Set([...subject.spec.services, ...addresses.keys()])];
    const strangers = strangersAs(wanted, own, scene);
    const asked = await Promise.all(own.map((container) => resolved(subject, container, wanted)));
    const wrong = asked.flatMap((answers, index) => foreign(nameOf(own[index]), answers ?? [], addresses, scene));
    failIf([...strangers, ...wrong]);
    const count = asked.filter((answers) => answers !== undefined).length;
    const guests = inNetwork(scene, subject.spec).filter((container) => !own.includes(container));
    return [
      `asked inside ${count} of ${own.length} containers and in Docker's networks`,
      ...guests.map((guest) => `${nameOf(guest)} takes part in the network and is not the instance's`),
    ].join("; ");
  },
};

const nameOf = (container: Container | undefined) => container?.Name.replace(/^\//, "") ?? "";
const aliasesIn = (container: Container, network: string): readonly string[] =>
  container.NetworkSettings.Networks[network]?.Aliases ?? [];

function addressesByName(own: readonly Container[], network: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const container of own) {
    const address = container.NetworkSettings.Networks[network]?.IPAddress ?? "";
    // Docker adds the container's short id, which leads nowhere else.
    for (const alias of aliasesIn(container, network).filter((name) => !container.Id.startsWith(name)))
      found.set(alias, (found.get(alias) ?? new Set()).add(address));
  }
  return found;
}

/** Containers that answer to one of the names in any network that one of our containers takes part in. */
function strangersAs(wanted: readonly string[], own: readonly Container[], { containers }: Scene): string[] {
  const networks = new Set(own.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks)));
  return containers
    .filter((container) => !own.includes(container))
    .flatMap((stranger) =>
      [...networks].flatMap((network) => {
        const taken = aliasesIn(stranger, network).filter((alias) => wanted.includes(alias));
        return taken.length === 0
          ? []
          : [
              `${nameOf(stranger)} answers to ${taken.join(", ")} in ${network}. Take it out:\ndocker network disconnect ${network} ${nameOf(stranger)}`,
            ];
      }),
    );
}

/** What the names lead to, as a container itself sees it; undefined when it has nothing to look names up with. */
async function resolved(
  { host }: Subject,
  container: Container,
  wanted: readonly string[],
): Promise<[name: string, address: string][] | undefined> {
  // Where there is no ahostsv4, hosts tells the first address at least.
  const script = `command -v getent >/dev/null || exit 127
for name in "$@"; do (getent ahostsv4 "$name" || getent hosts "$name") 2>/dev/null | while read -r address _; do echo "$name $address"; done; done`;
  const { code, stdout } = await execIn(host.docker, container.Id, ["sh", "-c", script, "sh", ...wanted]).catch(() => ({ code: 127, stdout: "" })); // prettier-ignore
  if (code === 126 || code === 127) return undefined;
  const lines = [...new Set(stdout.split("\n"))].filter(Boolean);
  return lines.map((line) => line.split(" ") as [string, string]); // the script writes two words a line
}

function foreign(
  container: string,
  answers: readonly (readonly [string, string])[],
  addresses: ReadonlyMap<string, ReadonlySet<string>>,
  { containers }: Scene,
): string[] {
  return answers
    .filter(([name, address]) => !addresses.get(name)?.has(address))
    .map(([name, address]) => {
      const owner = containers.find(({ NetworkSettings }) =>
        Object.values(NetworkSettings.Networks).some(({ IPAddress }) => IPAddress === address),
      );
      return `In ${container}, ${name} leads to ${address}${owner === undefined ? "" : `, which is ${nameOf(owner)}`}.`;
    });
}
