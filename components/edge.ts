import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { edgeName } from "./config/names";
import { labelPrefix } from "./container";
import { managerText, snippet } from "./caddy";
import { RemoteFile } from "./dynamic/remoteFileResource";
import { fill } from "./template";
import type { HostSpec, InstanceSpec, Secrets } from "./spec";

/** Where the managed Caddy sees the folder of snippets. */
const mounted = "/etc/caddy/supabase-fleet";

/** Folder on the host for the snippets. */
export const snippetFolder = ({ edge }: HostSpec): string =>
  edge.folder ?? (edge.mode === "managed" ? "/etc/supabase-fleet/caddy" : "/etc/caddy/supabase-fleet");

/** How files reach a host: not at all, on this machine, or by ssh. */
export function filesOn({ docker: address, ssh }: HostSpec): string {
  if (ssh !== undefined) return ssh;
  return address.startsWith("ssh://") ? address.slice("ssh://".length) : "local";
}

/**
 * The managed Caddy of a host. It shares the host's network, so that an added or removed instance never touches it: it
 * finds every gateway on a port of the host.
 */
export function managedEdge(host: HostSpec, image: string, opts: pulumi.CustomResourceOptions): docker.Container {
  const { bind, httpPort, httpsPort } = host.edge;
  const volume = (role: string) =>
    new docker.Volume(
      `edge-${host.name}-${role}`,
      { name: `${edgeName}-${role}` },
      { ...opts, ignoreChanges: ["labels"] },
    );
  const [data, config, logs] = [volume("data"), volume("config"), volume("logs")];
  const caddyfile = fill("caddy/Caddyfile", {
    bind,
    folder: mounted,
    httpPort: String(httpPort),
    httpsPort: String(httpsPort),
  });
  return new docker.Container(
    `edge-${host.name}`,
    {
      name: edgeName,
      image,
      command: ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
      networkMode: "host",
      uploads: [{ file: "/etc/caddy/Caddyfile", content: caddyfile }],
      volumes: [
        { volumeName: config.name, containerPath: "/config" },
        { volumeName: data.name, containerPath: "/data" },
        { hostPath: snippetFolder(host), containerPath: mounted, readOnly: true },
        { volumeName: logs.name, containerPath: host.edge.logFolder },
      ].sort((a, b) => (a.containerPath < b.containerPath ? -1 : 1)),
      labels: [{ label: `${labelPrefix}service`, value: "edge" }],
      restart: "unless-stopped",
      logDriver: "json-file",
      logOpts: { "max-file": "3", "max-size": "10m" },
      stopTimeout: 10,
      destroyGraceSeconds: 10,
      mustRun: true,
      removeVolumes: false,
    },
    { ...opts, deleteBeforeReplace: true },
  );
}

/** The snippet of an instance on its host. */
export function snippetFile(
  instance: InstanceSpec,
  secrets: Secrets,
  edge: docker.Container | undefined,
  opts: pulumi.CustomResourceOptions,
): RemoteFile {
  const { host, name } = instance;
  return site(`${name}-snippet`, host, { name, content: snippet(instance, secrets) }, edge, opts);
}

/** The snippet of `fleet serve` on a host that asks for one. No instance is called `fleet`. */
export function managerFile(
  host: HostSpec,
  edge: docker.Container | undefined,
  opts: pulumi.CustomResourceOptions,
): RemoteFile | undefined {
  const { manager } = host.edge;
  if (manager === undefined) return undefined;
  return site(`edge-${host.name}-manager`, host, { name: "fleet", content: managerText(host, manager) }, edge, opts);
}

/** A file in the folder that Caddy reads, checked and loaded as it changes. */
function site(
  resource: string,
  host: HostSpec,
  { name, content }: { readonly name: string; readonly content: pulumi.Input<string> },
  edge: docker.Container | undefined,
  opts: pulumi.CustomResourceOptions,
): RemoteFile {
  const after = [opts.dependsOn ?? [], edge === undefined ? [] : [edge]].flat() as pulumi.Resource[]; // ours are plain resources
  return new RemoteFile(
    resource,
    {
      host: filesOn(host),
      path: `${snippetFolder(host)}/${name}.caddy`,
      content,
      // The managed Caddy reads as root, an existing one as a user of its own.
      mode: host.edge.mode === "managed" ? "0600" : "0644",
      ...commands(host),
    },
    { ...opts, dependsOn: after },
  );
}

function commands({ edge, docker: address }: HostSpec): { validate: string; reload: string } {
  if (edge.mode === "existing") {
    return {
      // "caddy validate" would open the log file as whoever runs it, and Caddy's own user could not write it any more.
      // What adapt does not see, the reload refuses, and the old snippet is put back.
      validate: edge.validate ?? 'caddy adapt --adapter caddyfile --config "$FILE" >/dev/null',
      reload: edge.reload ?? "caddy reload --adapter caddyfile --config /etc/caddy/Caddyfile",
    };
  }
  const socket = address.startsWith("unix://") ? ` -H ${address}` : "";
  const caddy = `docker${socket} exec ${edgeName} caddy`;
  return {
    validate: `${caddy} validate --adapter caddyfile --config "${mounted}/\${FILE##*/}"`,
    reload: `${caddy} reload --adapter caddyfile --config /etc/caddy/Caddyfile`,
  };
}
