import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { backsUp } from "./config/derive";
import { volumeName } from "./config/names";
import type { ServiceName } from "./config/services";
import { labelPrefix } from "./container";
import { archives } from "./services/backup";
import { fingerprint, volumeLabels } from "./dynamic/volumeCheck";
import { VolumeCheck } from "./dynamic/volumeCheckResource";
import type { InstanceSpec, Secrets, VolumeRole } from "./spec";

/** Which volumes hold data that cannot be made again. */
const roles: Record<VolumeRole, { service: ServiceName; data: boolean; only?: (spec: InstanceSpec) => boolean }> = {
  "db-data": { service: "db", data: true },
  "db-config": { service: "db", data: true },
  storage: { service: "storage", data: true },
  snippets: { service: "studio", data: true },
  functions: { service: "functions", data: true },
  "deno-cache": { service: "functions", data: false },
  // What is under way to the store; a backup makes both anew.
  wal: { service: "db", data: false, only: archives },
  backup: { service: "backup", data: false, only: ({ config }) => backsUp(config) },
};

export const volumeRoles = Object.keys(roles) as VolumeRole[]; // Object.keys widens to string

/** The volumes of an instance, behind a check that what lies on the host fits. Those with data are protected. */
export function createVolumes(
  spec: InstanceSpec,
  secrets: Secrets,
  opts: pulumi.CustomResourceOptions,
): docker.Volume[] {
  const { protect, moving } = spec.config;
  // On another host they are others; those of before stay where they are, and Pulumi forgets them.
  const kept = { ...opts, protect: protect && !moving, retainOnDelete: protect || moving };
  const mark = pulumi.unsecret(secrets.initialPostgresPassword.apply((password) => fingerprint(spec.name, password)));
  const images = madeBy(spec.registry);
  const check = new VolumeCheck(
    `${spec.name}-volume-check`,
    {
      instance: spec.name,
      host: spec.host.docker,
      volume: volumeName(spec.name, "db-data"),
      fingerprint: mark,
      postgres: spec.postgres,
      images,
      passwordGiven: spec.config.secrets.postgresPassword !== undefined,
    },
    opts,
  );
  const labels = [
    { label: `${labelPrefix}instance`, value: spec.name },
    { label: volumeLabels.fingerprint, value: mark },
    { label: volumeLabels.postgres, value: spec.postgres },
    { label: volumeLabels.images, value: images },
  ];
  // A service that is switched off keeps its data: volumes are declared for all of them.
  const wanted = Object.entries(roles).filter(([, { only = () => true }]) => only(spec));
  return wanted.map(([role, { data }]) => {
    const args = { name: volumeName(spec.name, role), driver: "local", labels };
    // The labels say what the volume was made with, and a change would replace it with an empty one.
    const options = { ...(data ? kept : opts), dependsOn: check, ignoreChanges: ["labels", "driver", "driverOpts"] };
    return new docker.Volume(`${spec.name}-${role}-volume`, args, options);
  });
}

/** A mirror has upstream's images; a registry on loopback has what was built on this machine, such as stand-ins. */
export const madeBy = (registry: string | undefined): string =>
  /^(localhost|127\.)/.test(registry ?? "") ? "this machine" : "upstream";
