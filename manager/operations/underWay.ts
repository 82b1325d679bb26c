import { mustNotBeMoving } from "./move/journal";
import { mustNotBeUpgrading } from "./upgradePostgres/journal";
import type { Workspace } from "./workspace";

/** @throws FleetError while something that did not end has an instance's data in two places. */
export function mustNotBeUnderWay(workspace: Workspace, name: string): void {
  mustNotBeUpgrading(workspace, name);
  mustNotBeMoving(workspace, name);
}
