import { containerName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { atOnce } from "../atOnce";
import { backupStatus } from "../backup/check";
import { type Look, questionsAtOnce, within } from "./look";
import type { BackupStatus } from "./types";

/** Milliseconds that a backup container has to answer in. */
const patience = 5000;

/**
 * How the backups of instances are, asked of the containers that make them, in the order of the instances. Undefined for one
 * whose container does not run: what that means is told of its service.
 */
export async function backupsOf(
  { host, containers }: Look,
  instances: readonly InstanceSpec[],
): Promise<(BackupStatus | undefined)[]> {
  const runs = (name: string) =>
    containers.some(({ Names, State }) => Names.includes(`/${name}`) && State === "running");
  return await atOnce(questionsAtOnce(host), instances, async (spec) => {
    if (!spec.services.includes("backup") || !runs(containerName(spec.name, "backup"))) return undefined;
    const checked = await within(patience, backupStatus(host, spec));
    if (checked === undefined)
      return { answers: false, alarms: [`Its backup container does not answer within ${patience / 1000} seconds: "fleet logs ${spec.name} backup" may say why.`] }; // prettier-ignore
    const { instance: _told, ...backup } = checked;
    return backup;
  });
}
