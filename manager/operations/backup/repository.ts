import { FleetError, messageOf } from "../errors";
import type { Host } from "../host";
import { containerIn } from "../leaving/wanted";
import type { Model } from "../model";
import { type HelperFile, type Mount, help } from "../helperContainer";

/** The place of an instance's backups and the key to it: secrets in plain, which go to a helper's environment and nowhere else. */
export interface Repository {
  /** Instance whose backups lie there. */
  readonly instance: string;
  readonly image: string;
  /** `KEY=value`. */
  readonly env: readonly string[];
  readonly files: readonly HelperFile[];
  /** Folders of the host. */
  readonly binds: readonly string[];
}

const needed = /^(RESTIC_(REPOSITORY|PASSWORD)|AWS_[A-Z_]+)=/;

/**
 * As the program declares it for the backup container of an instance.
 * @throws FleetError when the instance makes no backups.
 */
export function repositoryOf({ steps }: Model, name: string): Repository {
  const container = containerIn(steps, name, "backup");
  if (container === undefined)
    throw new FleetError("refused", `${name} makes no backups: its entry has no backup.store, or it is paused. docs/backups.md shows how to give it one.`); // prettier-ignore
  const { image, envs = [], uploads = [], volumes = [] } = container.inputs;
  return {
    instance: name,
    image,
    env: envs.filter((line) => needed.test(line)),
    files: uploads
      .filter(({ file }) => file.startsWith("/fleet/backup/ssh/"))
      .map(({ file, content = "" }) => ({ path: file, content })),
    binds: volumes.flatMap(({ hostPath, containerPath }) =>
      hostPath === undefined ? [] : [`${hostPath}:${containerPath}`],
    ),
  };
}

export interface Task {
  readonly script: string;
  /** Instance that the helper works for, when it is another than the repository's. */
  readonly instance?: string;
  readonly mounts?: readonly Mount[];
  readonly env?: readonly string[];
  /** Takes what it writes, piece by piece; collected and returned when unset. */
  readonly onOutput?: (piece: Buffer) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Before every script: ssh takes no key that others may read. */
const prepare = `set -eu
umask 077
if [ -d /fleet/backup/ssh ]; then mkdir -p /root/.ssh; cp /fleet/backup/ssh/* /root/.ssh/; chmod 600 /root/.ssh/*; fi
`;

/**
 * Runs restic in a container of its own on a host.
 * @returns what the script printed. @throws FleetError that says what the store, the key or the repository lacks.
 */
export async function restic(host: Host, repository: Repository, task: Task): Promise<string> {
  const { image, env, files, binds, instance } = repository;
  const { script, env: more = [], ...rest } = task;
  try {
    return await help(host, {
      instance,
      ...rest,
      image,
      files,
      binds,
      network: "bridge",
      env: [...env, ...more, "RESTIC_CACHE_DIR=/tmp/restic"],
      script: `${prepare}${script}`,
    });
  } catch (error) {
    throw error instanceof FleetError && error.kind === "failed" ? explained(error, repository) : error;
  }
}

function explained(error: FleetError, { instance, env }: Repository): FleetError {
  const said = messageOf(error);
  const at = env.find((line) => line.startsWith("RESTIC_REPOSITORY="))?.slice("RESTIC_REPOSITORY=".length);
  const say = (kind: FleetError["kind"], text: string) => new FleetError(kind, text, { cause: error });
  if (/wrong password or no key found/.test(said))
    return say("refused", `The key does not open the backups of ${instance} at ${at}. It is the secret backupPassword that they were made with; "fleet backup key export" has put it into a file, and no other way leads in.`); // prettier-ignore
  if (/Host key verification failed/.test(said))
    return say("refused", `The machine of the store ${at} shows another key than backup.store.hostKey (Host key verification failed). Nothing was sent to it.`); // prettier-ignore
  if (/ciphertext verification failed|invalid data returned|not found in index|checksum|is damaged|unexpected EOF/i.test(said))
    return say("failed", `The backups of ${instance} at ${at} are damaged: ${lastLines(said)}\n"fleet backups verify ${instance}" tells which are whole.`); // prettier-ignore
  if (/Is there a repository at|unable to open (config|repository)|connection refused|no such host|timeout|dial tcp/i.test(said))
    return say("unreachable", `The store ${at} cannot be reached, or holds no backups of ${instance}: ${lastLines(said)}`); // prettier-ignore
  return error;
}

const lastLines = (said: string) => said.trim().split("\n").slice(-2).join(" ").slice(0, 500);
