import { execFileSync, spawn, spawnSync } from "node:child_process";
import Dockerode from "dockerode";

const api = new Dockerode();

/** The options that a container was made with, for somebody who makes it again. */
export type ByHand = Dockerode.ContainerCreateOptions & {
  HostConfig: Dockerode.HostConfig;
  NetworkingConfig: { EndpointsConfig: Record<string, { Aliases?: string[] }> };
};

/** Removes a container and makes it again with something different, as a hasty hand would. Its files are gone then. */
export async function madeAgain(name: string, change: (options: ByHand) => void): Promise<void> {
  const old = await api.getContainer(name).inspect();
  const networks = Object.entries(old.NetworkSettings.Networks);
  const options: ByHand = {
    ...old.Config,
    // Docker names it by its own id, and a name of another becomes an alias.
    Hostname: "",
    name,
    Env: [...old.Config.Env],
    HostConfig: { ...old.HostConfig },
    NetworkingConfig: { EndpointsConfig: Object.fromEntries(networks.map(([network, { Aliases }]) => [network, { Aliases: (Aliases ?? []).filter((alias: string) => !old.Id.startsWith(alias)) }])) },
  }; // prettier-ignore
  change(options);
  await api
    .getContainer(name)
    .stop()
    .catch(() => undefined); // it may have ended already
  await api.getContainer(name).remove({ force: true });
  await (await api.createContainer(options)).start();
}

/** Moves a tag to the same program in an image with another id. */
export function rebuilt(image: string, tag: string): void {
  const input = `FROM ${image}\nLABEL changed=yes\n`;
  execFileSync("docker", ["build", "--quiet", "--tag", tag, "-"], { input, stdio: ["pipe", "ignore", "ignore"] });
}

/** Listens to what Docker tells of a container, such as `kill 2` and `die 0`: it remembers no more than 256 events itself. */
export function listenTo(name: string): () => string[] {
  const format = '{{.Action}} {{index .Actor.Attributes "signal"}}{{index .Actor.Attributes "exitCode"}}';
  const events = ["--filter", "event=kill", "--filter", "event=die", "--filter", `container=${name}`];
  const child = spawn("docker", ["events", ...events, "--format", format]);
  let said = "";
  child.stdout.on("data", (piece: Buffer) => (said += piece.toString()));
  return () => {
    child.kill();
    return said.split("\n").filter(Boolean);
  };
}

/** Removes what is there of these; what is not is no matter. */
export function discard(kind: "container" | "image" | "volume", ...names: string[]): void {
  spawnSync("docker", [kind, "rm", "-f", ...names]);
}
