import { z } from "@hono/zod-openapi";
import { offerDump } from "../downloads";
import { proxies } from "../proxy";
import type { Services } from "../services";
import { backupNumber, idOfBackup } from "./backups";
import { type App, projectRoute } from "./route";

const type = z.literal("project_backup_file_url");
const id = backupNumber;

/** Below /v2: an address from which the dump in a backup can be fetched. It holds everything, so it takes the scope admin. */
export function downloadRoutes(app: App, services: Services): void {
  const known = proxies(services.proxy);
  projectRoute(
    app,
    services,
    { method: "post", path: "/projects/{ref}/backups/download", scope: "admin", summary: "An address of the dump in a backup, for an hour.", takes: z.object({ data: z.object({ type, id }) }), answers: z.object({ data: z.object({ type, id, attributes: z.object({ file_url: z.string() }) }) }) }, // prettier-ignore
    async ({ spec: { name } }, { body, context }) => {
      const path = await offerDump(services, name, idOfBackup(body.data.id));
      const url = new URL(path, context.req.url);
      if (known.secure(context)) url.protocol = "https:";
      return { data: { ...body.data, attributes: { file_url: url.href } } };
    },
  );
}
