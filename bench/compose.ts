import { spawnSync } from "node:child_process";
import { stringify } from "yaml";
import { composeService, literal, literals, roleOf } from "../engine/composeService";
import type { ContainerInputs } from "../engine/containerOptions";
import type { Rendered } from "./rendered";

/** A compose file with the containers, volumes and networks that the fleet's program asks for: the same in every setting. */
export function composeFile(resources: readonly Rendered[]): string {
  const all = (kind: string) => resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ inputs }) => inputs);
  const containers = all("Container").map((inputs) => inputs as unknown as ContainerInputs); // the Docker provider's own input shape
  const limits = all("Ready").flatMap(({ containers: each }) => Object.entries(each as Record<string, number>)); // Ready's argument
  const pids = new Map(limits);
  const roles = new Set(containers.map(roleOf));
  const service = (inputs: ContainerInputs) => ({
    ...composeService(inputs, roles, pids.get(inputs.name)),
    pull_policy: "never",
    environment: literals(inputs.envs),
    labels: Object.fromEntries((inputs.labels ?? []).map(({ label, value }) => [label, value])),
    configs: inputs.uploads?.map(({ file }, index) => ({ source: configName(inputs.name, index), target: file })),
    networks: Object.fromEntries((inputs.networksAdvanced ?? []).map(({ name, aliases }) => [name, { aliases }])),
  });
  const uploads = containers.flatMap(({ name, uploads: files = [] }) =>
    files.map((file, index) => [configName(name, index), { content: literal(contentOf(file)) }]),
  );
  return stringify({
    services: Object.fromEntries(containers.map((inputs) => [roleOf(inputs), service(inputs)])),
    configs: Object.fromEntries(uploads),
    volumes: Object.fromEntries(all("Volume").map(({ name }) => [name, { name }])),
    networks: Object.fromEntries(all("Network").map((inputs) => [inputs.name, network(inputs)])),
  });
}

const configName = (container: string, index: number) => `${container}-${index}`;

const contentOf = ({ content, contentBase64 }: { content?: string; contentBase64?: string }) =>
  content ?? Buffer.from(contentBase64 ?? "", "base64").toString("utf8");

const network = ({ name, driver, ipamConfigs }: Rendered["inputs"]) => ({
  name,
  driver,
  ipam: { config: ipamConfigs },
});

/** How Compose is called here. @throws Error when it cannot be. */
export function composeCommand(): readonly [string, ...string[]] {
  const commands = [["docker", "compose"], ["docker-compose"]] as const;
  const found = commands.find(([program, ...args]) => spawnSync(program, [...args, "version"]).status === 0);
  if (found === undefined)
    throw new Error("Docker Compose v2 is needed: neither `docker compose` nor `docker-compose` runs.");
  return found;
}
