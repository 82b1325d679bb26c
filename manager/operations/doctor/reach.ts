import { runOn } from "../../../components/dynamic/runOn";
import { messageOf } from "../errors";
import type { Host } from "../host";
import { problem } from "./finding";
import type { Finding } from "./types";

/** Milliseconds in which a Docker has to answer. */
const patience = 20_000;

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

/** The connection that carries Docker's API is silent about its end; ssh by itself says why. */
async function overSsh(login: string, docker: string): Promise<Finding> {
  try {
    const { code, stderr } = await runOn(login, "docker version --format '{{.Server.Version}}'", "");
    if (code === 0)
      return problem("docker", `Docker answers behind ${docker}, but not in time`, "Is the host very busy? Run this again."); // prettier-ignore
    return problem("docker", `ssh reaches ${login}, but Docker there does not answer: ${stderr.trim()}`, "Is Docker installed and started there, and is that user in group docker?"); // prettier-ignore
  } catch (error) {
    return problem("docker", messageOf(error), `It has to work without a question: ssh -o BatchMode=yes ${login.replace(/:(\d+)$/, " -p $1")} true`); // prettier-ignore
  }
}
