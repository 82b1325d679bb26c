import { containerName } from "../../../components/config/names";
import { FleetError } from "../errors";
import type { Target } from "../snapshot/target";
import { execIn } from "../verify/execIn";

/** What the backup container of an instance remembers: `templates/backup` writes it, and drills add theirs. ISO 8601 times. */
export interface Memory {
  readonly lastBackup?: { readonly id: string; readonly at: string; readonly seconds: number; readonly bytes: number; readonly added: number }; // prettier-ignore
  readonly lastFailure?: { readonly at: string; readonly reason: string } | null;
  readonly log?: { readonly at: string; readonly segment: string; readonly since: string };
  readonly logFailure?: { readonly at: string; readonly reason: string } | null;
  readonly lastDrill?: Proof;
  readonly lastProven?: Proof;
}

interface Proof {
  readonly at: string;
  readonly backup: string;
  readonly proven: boolean;
  readonly seconds: number;
  readonly lost: number;
  readonly problems: readonly string[];
}

/** Writes one fact down, on the host. @throws FleetError when the container does not run. */
export async function remember({ name, host }: Target, fact: keyof Memory, value: object): Promise<void> {
  const words = ["sh", "-c", `. /fleet/backup/lib.sh; remember ${fact} "$VALUE"`];
  const { code, stderr } = await execIn(host.docker, containerName(name, "backup"), words, { VALUE: JSON.stringify(value) }); // prettier-ignore
  if (code !== 0)
    throw new FleetError("failed", `${containerName(name, "backup")} could not write it down: ${stderr.trim()}`);
}
