import type Dockerode from "dockerode";
import { labelPrefix } from "../../../components/container";
import { messageOf } from "../errors";
import { type Host, ask } from "../host";

/** What one question to a host's Docker tells: every container of ours with its state and health. */
export interface Look {
  readonly host: Host;
  readonly containers: readonly Dockerode.ContainerInfo[];
  /** Why the host does not answer. */
  readonly problem?: string | undefined;
}

/** Milliseconds that a host has to answer in. */
const patience = 5000;

/** Looks at a host. One that does not answer is told as such: it must not keep the others from being shown. */
export async function look(host: Host): Promise<Look> {
  const filters = { label: [`${labelPrefix}service`] };
  const answer = ask(host, host.docker.listContainers({ all: true, filters }));
  try {
    const containers = await inTime(patience, answer);
    if (containers !== undefined) return { host, containers };
    const problem = `Docker does not answer at ${host.spec.docker} (host ${host.name}) within ${patience / 1000} seconds. "fleet doctor ${host.name}" looks closer.`; // prettier-ignore
    return { host, containers: [], problem };
  } catch (error) {
    return { host, containers: [], problem: messageOf(error) };
  }
}

/** Questions that a host is asked at a time: over SSH each is a session of its own, of which sshd admits ten on one login. */
export const questionsAtOnce = ({ spec }: Host): number => (spec.docker.startsWith("ssh://") ? 8 : 64);

/** An answer, or undefined when it takes longer than this many milliseconds or fails. */
export const within = async <T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> =>
  await inTime(
    milliseconds,
    answer.catch(() => undefined),
  );

/** An answer, or undefined when it takes longer than this many milliseconds. */
async function inTime<T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, milliseconds, undefined)));
  answer.catch(() => undefined); // Nobody hears of a failure that comes later still.
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
