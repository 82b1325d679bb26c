import * as pulumi from "@pulumi/pulumi";
import type { InstanceConfig } from "../config/instance";
import type { ContainerSpec, UploadedFile } from "../spec";

type Store = NonNullable<InstanceConfig["backup"]>["store"];

interface StoreAccess {
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  readonly files: readonly UploadedFile[];
  readonly hostPaths: NonNullable<ContainerSpec["hostPaths"]>;
}

/** Where a folder of the host appears in the container. */
const mounted = "/store";

/** Restic's address of an instance's repository, and what it takes to reach it. */
export function backupStore(name: string, store: Store): StoreAccess {
  if (store.backend === "folder")
    return {
      env: { RESTIC_REPOSITORY: `${mounted}/${name}` },
      files: [],
      hostPaths: [{ host: store.path, path: mounted, writable: true }],
    };
  if (store.backend === "s3") {
    const path = [store.bucket, store.prefix?.replace(/\/+$/, ""), name].filter((part) => part !== undefined).join("/");
    return {
      env: {
        AWS_ACCESS_KEY_ID: store.accessKeyId.open(),
        AWS_DEFAULT_REGION: store.region,
        AWS_SECRET_ACCESS_KEY: store.secretAccessKey.open(),
        RESTIC_REPOSITORY: `s3:${store.endpoint.replace(/\/+$/, "")}/${path}`,
      },
      files: [],
      hostPaths: [],
    };
  }
  return {
    env: { RESTIC_REPOSITORY: `sftp:backup-store:${store.path.replace(/\/+$/, "")}/${name}` },
    files: ssh(store),
    hostPaths: [],
  };
}

/** The other machine under a name of ours, so that its key is asked for under that name alone. */
function ssh({ host, port, user, privateKey, hostKey }: Extract<Store, { backend: "sftp" }>): UploadedFile[] {
  const config = [
    "Host backup-store",
    `  HostName ${host}`,
    `  Port ${port}`,
    `  User ${user}`,
    "  HostKeyAlias backup-store",
    "  IdentityFile /root/.ssh/key",
    "  IdentitiesOnly yes",
    "  BatchMode yes",
    "  StrictHostKeyChecking yes",
    "  ConnectTimeout 20",
    "  ServerAliveInterval 20",
  ];
  const at = "/fleet/backup/ssh";
  return [
    { path: `${at}/config`, content: `${config.join("\n")}\n` },
    { path: `${at}/known_hosts`, content: `backup-store ${hostKey}\n` },
    { path: `${at}/key`, content: pulumi.interpolate`${privateKey.open()}\n` },
  ];
}
