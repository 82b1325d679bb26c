import { FleetError } from "../errors";
import { askService } from "../askService";
import type { Workspace } from "../workspace";

/**
 * TypeScript types of a database's tables and functions, as postgres-meta of the instance makes them.
 * @param schemas all that the API shows when empty.
 */
export async function typescriptTypes(
  workspace: Workspace,
  instance: string,
  schemas: readonly string[],
): Promise<string> {
  const query = schemas.length === 0 ? "" : `?included_schemas=${schemas.map(encodeURIComponent).join(",")}`;
  const url = `http://127.0.0.1:8080/generators/typescript${query}`;
  const { status, text } = await askService(workspace, { instance, service: "meta", url });
  if (status === 200) return text;
  throw new FleetError("failed", `postgres-meta of ${instance} made no types (${status}): ${text.slice(0, 300)}`);
}
