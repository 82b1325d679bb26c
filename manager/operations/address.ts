import { instanceUrls } from "../../components/urls";
import { FleetError } from "./errors";
import { fleetOf, instancesNamed } from "./fleetFile";
import type { Workspace } from "./workspace";

export const pages = ["api", "studio", "mail"] as const;
export type Page = (typeof pages)[number];

/** Address of a page of an instance. @throws FleetError when it has no such page. */
export async function addressOf(workspace: Workspace, name: string, page: Page): Promise<string> {
  const [instance] = instancesNamed(await fleetOf(workspace), [name]);
  const url = instance === undefined ? undefined : instanceUrls(instance)[page];
  if (url !== undefined) return url;
  throw new FleetError(
    "usage",
    `${name} has no page "${page}": "fleet set ${name} services.${page} true" gives it one.`,
  );
}
