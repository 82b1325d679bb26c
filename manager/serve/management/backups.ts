import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { type Backup, choose } from "../../operations/backup/backups";
import { restore } from "../../operations/backup/restore";
import { backupsOf } from "../../operations/backup/store";
import type { Services } from "../services";
import { wait } from "../../operations/jobs";
import { mustRun } from "./lifecycle";
import type { Project } from "./project";
import { type App, type Call, projectRoute } from "./route";
import { begin } from "../working";

export const backupsShape = z.object({
  region: z.string(),
  walg_enabled: z.boolean(),
  pitr_enabled: z.boolean(),
  backups: z.array(
    z.object({ id: z.int(), is_physical_backup: z.boolean(), status: z.string(), inserted_at: z.string() }),
  ),
  physical_backup_data: z.object({
    earliest_physical_backup_date_unix: z.int().optional(),
    latest_physical_backup_date_unix: z.int().optional(),
  }),
});

const seconds = (at: string) => Math.floor(Date.parse(at) / 1000);
/** A number for a backup, as clients want one: the second at which it began. */
const numberOf = ({ id }: Backup) =>
  seconds(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
/** The backup that a number stands for. */
export const idOfBackup = (number: number): string => new Date(number * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
/** The last second of the year 9999. */
export const backupNumber = z.int().min(0).max(253_402_300_799);

/** Backups and the way back to a moment. */
export function backupRoutes(app: App, services: Services): void {
  const { workspace } = services;
  const all = async ({ spec: { name, config } }: Project): Promise<Backup[]> =>
    config.backup === undefined ? [] : await backupsOf(workspace, [name]);
  const back = (project: Project, { caller }: Call<unknown>, to: string) => {
    const { name } = project.spec;
    begin(services, caller, { name: `restore ${name}`, instance: name }, async (running) => await restore(workspace, { name, to, wait }, running)); // prettier-ignore
  };
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/database/backups", scope: "read", summary: "Its whole backups, newest first.", answers: backupsShape }, // prettier-ignore
    async (project) => {
      const { host, config } = project.spec;
      const backups = await all(project);
      const [latest, earliest] = [backups[0], backups.at(-1)];
      return {
        region: host.name,
        walg_enabled: config.backup?.enabled === true,
        pitr_enabled: config.backup?.enabled === true && config.backup.pointInTime,
        backups: backups.map((each) => ({ id: numberOf(each), is_physical_backup: true, status: "COMPLETED", inserted_at: each.at })), // prettier-ignore
        physical_backup_data: {
          ...(earliest === undefined ? {} : { earliest_physical_backup_date_unix: seconds(earliest.at) }),
          ...(latest === undefined ? {} : { latest_physical_backup_date_unix: seconds(latest.logUntil ?? latest.at) }),
        },
      };
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/database/backups/restore-pitr", scope: "operate", summary: "Restore it as it was at a moment; its state tells how it goes.", status: 201, takes: z.object({ recovery_time_target_unix: backupNumber }) }, // prettier-ignore
    async (project, call) => {
      mustRun(project);
      const to = new Date(call.body.recovery_time_target_unix * 1000).toISOString();
      choose(await all(project), to, project.spec.name); // says what there is, before anything is begun
      back(project, call, to);
    },
  );
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/database/backups/restore", scope: "operate", summary: "Restore one of its backups; its state tells how it goes.", status: 201, takes: z.object({ id: z.int() }) }, // prettier-ignore
    async (project, call) => {
      mustRun(project);
      const found = (await all(project)).find((each) => numberOf(each) === call.body.id);
      if (found === undefined) throw new HTTPException(404, { message: `There is no backup ${call.body.id}.` });
      back(project, call, found.id);
    },
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/database/backups/schedule", scope: "read", summary: "When it is backed up, UTC.", answers: z.object({ schedule: z.string().nullable() }) }, // prettier-ignore
    ({ spec: { config } }) => ({ schedule: config.backup?.enabled === true ? config.backup.schedule : null }),
  );
}
