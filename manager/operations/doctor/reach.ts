import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { messageOf } from "../errors";
import type { Host } from "../host";
import { problem } from "./finding";
import type { Finding } from "./types";

/** Milliseconds in which a Docker has to answer. */
const patience = 30_000;

/** Docker's answer in time. @throws Error */
export async function inTime<T>(question: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience);
  });
  return await Promise.race([question, late]).finally(() => clearTimeout(timer));
}

/** Why a Docker does not answer, in words that lead to what helps. */
export async function unreachable({ name, spec }: Host, error: unknown): Promise<Finding> {
  const { docker } = spec;
  const found = `Docker does not answer at ${docker}: ${messageOf(error)}`;
  if (docker.startsWith("ssh://")) return await overSsh(docker.slice("ssh://".length), docker);
  if (docker.startsWith("tcp://"))
    return problem("docker", found, `Is the address right (hosts.${name}.docker), does the daemon listen there (-H tcp://…), and does a firewall let it through?`); // prettier-ignore
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  if (code === "EACCES")
    return problem("docker", found, 'This user may not use the socket: usermod -aG docker "$USER", and sign in again.');
  return problem("docker", found, "Is Docker installed and started? systemctl status docker; sudo systemctl start docker"); // prettier-ignore
}

/**
 * The connection that carries Docker's API is silent about its end; ssh by itself says why. It makes a connection of its own: one
 * that is kept from before may outlive the host's sshd.
 */
async function overSsh(login: string, docker: string): Promise<Finding> {
  const [, destination = login, port] = /^(.*?)(?::(\d+))?$/.exec(login) ?? [];
  const options = ["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=15", "ControlPath=none"];
  const flags = [...options.flatMap((option) => ["-o", option]), ...(port === undefined ? [] : ["-p", port])];
  const ssh = spawn("ssh", [...flags, destination, "docker version --format '{{.Server.Version}}'"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => ssh.once("close", resolve).once("error", () => resolve(null)));
  const [said, code] = await Promise.all([text(ssh.stderr).catch(() => ""), ended]);
  if (code === 0)
    return problem("docker", `Docker answers behind ${docker}, but not in time`, "Is the host very busy? Run this again."); // prettier-ignore
  if (code === null) return problem("docker", "no program ssh on this machine", "Install OpenSSH's client here.");
  // ssh itself ends with 255, what it runs with its own code.
  if (code !== 255)
    return problem("docker", `ssh reaches ${login}, but Docker there does not answer: ${said.trim()}`, "Is Docker installed and started there, and is that user in group docker?"); // prettier-ignore
  const isStranger = /host key verification failed/i.test(said);
  const keys = `\nIts key is not in your known_hosts; compare it, then: ssh-keyscan ${port === undefined ? "" : `-p ${port} `}${destination.replace(/^[^@]*@/, "")} >> ~/.ssh/known_hosts`;
  return problem("docker", `ssh does not reach ${login}: ${said.trim()}`, `It has to work without a question: ssh -o BatchMode=yes ${flags.slice(options.length * 2).join(" ")} ${destination} true${isStranger ? keys : ""}`.replace("  ", " ")); // prettier-ignore
}
