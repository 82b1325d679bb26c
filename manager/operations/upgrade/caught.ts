import { FleetError, messageOf } from "../errors";

/** What went wrong; a cancelled run is not a failed one, and goes on or back later. */
export async function caught(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof FleetError && (error.kind === "cancelled" || error.kind === "busy")) throw error;
    return messageOf(error);
  }
}
