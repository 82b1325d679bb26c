import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A Docker of its own on this machine, with nothing in it: another host, as far as anybody can tell. */
export interface SecondDocker {
  /** Such as `unix:///tmp/…/docker.sock`. */
  readonly address: string;
  /** Its command line. */
  docker(...args: string[]): string;
  stop(): Promise<void>;
}

const bridge = "fleet-second";

/** Why there can be no second daemon; undefined when there can. */
export const missingSecondDocker = (): string | undefined =>
  process.getuid?.() !== 0 || ["dockerd", "ip"].some((each) => spawnSync(each, ["--version"]).error !== undefined)
    ? "a second Docker daemon takes root, dockerd and ip"
    : undefined;

/** @param subnets where its networks lie; the first daemon's rules would keep their containers apart. */
export async function startSecondDocker(subnets: string): Promise<SecondDocker> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-docker-"));
  const address = `unix://${join(folder, "docker.sock")}`;
  const rule = ["DOCKER-USER", "-s", subnets, "-d", subnets, "-j", "ACCEPT"];
  // Rules and a default bridge of its own would take those of the first daemon away.
  const own = ["--iptables=false", "--ip6tables=false", `--bridge=${bridge}`];
  spawnSync("ip", ["link", "add", bridge, "type", "bridge"]);
  const places = ["data-root", "exec-root", "pidfile"].map((each) => `--${each}=${join(folder, each)}`);
  const daemon = spawn("dockerd", ["-H", address, ...places, ...own], { stdio: "ignore" });
  spawnSync("iptables", ["-I", ...rule]);
  const docker = (...args: string[]) => execFileSync("docker", ["-H", address, ...args], { encoding: "utf8" }).trim();
  const stop = async () => {
    // A bridge outlives its daemon, and would take the packets of the next one with the same subnet.
    const all = (...args: string[]) => docker(...args).split("\n").filter((line) => line !== ""); // prettier-ignore
    for (const id of all("ps", "-aq")) docker("rm", "-f", id);
    for (const id of all("network", "ls", "-q", "--filter", "type=custom")) docker("network", "rm", id);
    await ended(daemon);
    spawnSync("iptables", ["-D", ...rule]);
    spawnSync("ip", ["link", "delete", bridge]);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 120; tries++) {
    if (spawnSync("docker", ["-H", address, "version"]).status === 0) return { address, docker, stop };
    await sleep(250);
  }
  await stop();
  throw new Error("the second Docker daemon does not answer");
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return;
  const done = new Promise((resolve) => daemon.once("close", resolve));
  daemon.kill("SIGTERM");
  await done;
}
