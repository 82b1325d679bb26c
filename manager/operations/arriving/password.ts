import { databaseProvider } from "../../../components/dynamic/databaseReady";
import { createOptions } from "../../../engine/containerOptions";
import type { Host } from "../host";
import { helperLabel, removeHelpers } from "../helperContainer";
import { type Running, begin } from "../progress";
import type { WantedContainer } from "../leaving/wanted";

/**
 * Gives every role in the copied database another password: a server of its own, which nobody else can reach, is started for
 * it and stopped in order.
 */
export async function changePassword(
  { name, host, db, from, to }: { name: string; host: Host; db: WantedContainer; from: string; to: string },
  running: Running,
): Promise<void> {
  begin(running, "setting another database password in the copy", name);
  const container = `supabase-${name}-import`;
  const options = createOptions({ ...db.inputs, name: container, labels: [{ label: helperLabel, value: name }], ports: [], networksAdvanced: [], networkMode: "none", restart: "no" }); // prettier-ignore
  await removeHelpers(host, name);
  try {
    const made = await host.docker.createContainer(options);
    await made.start();
    const state = { host: host.spec.docker, container, containerId: made.id, pooler: "", jwtExpiry: 3600, timeout: 300, providerVersion: 1 }; // prettier-ignore
    await databaseProvider.update?.("", { ...state, password: from }, { ...state, password: to });
    await made.stop({ t: 90 });
  } finally {
    await removeHelpers(host, name);
  }
}
