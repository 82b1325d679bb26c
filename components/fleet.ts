import { mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { Ledger, type LedgerEntry } from "./dynamic/ledger";
import { managedEdge, managerFile } from "./edge";
import type { InstanceOutputs } from "./outputs";
import { appliedSettings } from "./settings";
import type { Fleet, HostSpec, InstanceSpec } from "./spec";
import { SupabaseInstance } from "./supabaseInstance";

/** Everything a fleet consists of. Returns what each instance's users need, by its name. */
export function createFleet(fleet: Fleet): Record<string, InstanceOutputs> {
  const ledger = new Ledger("fleet", Object.fromEntries(fleet.instances.map(remembered)));
  const outputs: Record<string, InstanceOutputs> = {};
  for (const host of fleet.hosts) {
    const instances = fleet.instances.filter((instance) => instance.host.name === host.name);
    // The page of the manager is there before the first instance, which may be created on it.
    if (instances.length === 0 && host.edge.manager === undefined) continue;
    // Nothing is made on a host before the ledger has agreed to the list.
    const provider = createProvider(host, { dependsOn: ledger });
    const edge = host.edge.mode === "managed" ? managedEdge(host, fleet.edgeImage, { provider }) : undefined;
    managerFile(host, edge, { dependsOn: ledger });
    for (const spec of instances) {
      outputs[spec.name] = new SupabaseInstance(spec.name, { spec, edge }, { providers: { docker: provider } }).outputs;
    }
  }
  return outputs;
}

const remembered = (spec: InstanceSpec): [string, LedgerEntry] => [
  spec.name,
  {
    protect: spec.config.protect,
    host: spec.host.name,
    postgres: spec.postgres,
    ...(spec.config.database.changedFrom === undefined ? {} : { changedFrom: spec.config.database.changedFrom }),
    ...(spec.config.moving ? { moving: true as const } : {}),
    settings: appliedSettings(spec),
  },
];

/** One provider per host, explicit, so that a change of DOCKER_HOST never moves anything. */
function createProvider(host: HostSpec, opts: pulumi.ResourceOptions): docker.Provider {
  const ssh = host.docker.startsWith("ssh://") ? { sshOpts: oneConnection() } : {};
  return new docker.Provider(`host-${host.name}`, { host: host.docker, ...ssh }, opts);
}

/** One connection for all calls. Its socket lies where nobody else may write, a folder that a new machine may not have yet. */
function oneConnection(): string[] {
  mkdirSync(join(userInfo().homedir, ".ssh"), { recursive: true, mode: 0o700 });
  const options = ["ControlMaster=auto", "ControlPersist=60", "ControlPath=~/.ssh/supabase-fleet-%C"];
  return ["BatchMode=yes", ...options].flatMap((option) => ["-o", option]);
}
