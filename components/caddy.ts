import * as pulumi from "@pulumi/pulumi";
import { apiNames, hostNames, siteNames } from "./config/names";
import type { Binding } from "./config/binding";
import { fill } from "./template";
import type { HostSpec, InstanceSpec, Secrets } from "./spec";

/** What browsers and clients may reach under an instance's own name. Studio's pages are not among it. */
const apiPaths = [
  "/auth/v1/*",
  "/rest/v1/*",
  "/graphql/v1*",
  "/realtime/v1/*",
  "/storage/v1/*",
  "/functions/v1/*",
  "/.well-known/oauth-authorization-server/*",
];

/**
 * The Caddy snippet of one instance: its API, Studio and mail names, or a clear 503 while it is paused. It holds the
 * dashboard password in bcrypt form, so it is a secret.
 */
export function snippet(instance: InstanceSpec, secrets: Secrets): pulumi.Output<string> {
  return pulumi.secret(secrets.dashboardPasswordHash.apply((hash) => snippetText(instance, hash)));
}

export function snippetText(instance: InstanceSpec, passwordHash: string): string {
  const { name, config, services } = instance;
  const names = hostNames(instance.subdomain, instance.domain);
  if (config.state === "paused")
    return fill("caddy/paused.caddy", { ...common(instance), name, sites: sites(siteNames(instance), instance.host) });
  const parts = [
    fill("caddy/api.caddy", {
      ...common(instance),
      name,
      sites: sites(apiNames(config, instance.domain), instance.host),
      paths: apiPaths.join(" "),
      gateway: upstream(instance.ports.gateway),
    }),
  ];
  if (services.includes("studio")) {
    parts.push(
      fill("caddy/studio.caddy", {
        ...common(instance),
        sites: sites([names.studio], instance.host),
        forwardAuth: forwardAuth(config.studio.forwardAuth),
        gateway: upstream(instance.ports.gateway),
      }),
    );
  }
  if (services.includes("mail") && instance.ports.mail !== undefined) {
    parts.push(
      fill("caddy/mail.caddy", {
        ...common(instance),
        sites: sites([names.mail], instance.host),
        hash: passwordHash,
        mail: upstream(instance.ports.mail),
      }),
    );
  }
  return parts.join("\n");
}

/** The Caddy snippet of `fleet serve` on a host that asks for one. */
export function managerText(host: HostSpec, { name, upstream, forwardAuth: address }: ManagerSite): string {
  return fill("caddy/manager.caddy", {
    ...common({ name: "fleet", host }),
    site: sites([name], host),
    upstream,
    forwardAuth: forwardAuth(address, "caddy/manager-auth.caddy"),
  });
}

type ManagerSite = NonNullable<HostSpec["edge"]["manager"]>;

const common = ({ name, host }: Pick<InstanceSpec, "name" | "host">) => ({
  tls: tls(host),
  log: `${host.edge.logFolder}/${name}.log`,
});

/** Caddy speaks to published ports of its own host. */
const upstream = ({ bind, port }: Binding) => `${bind === "0.0.0.0" ? "127.0.0.1" : bind}:${port}`;

function sites(names: readonly string[], { edge }: HostSpec): string {
  const { tls: mode, httpPort, httpsPort } = edge;
  const scheme = mode.mode === "off" ? "http" : "https";
  const port = mode.mode === "off" ? httpPort : httpsPort;
  const suffix = port === (scheme === "http" ? 80 : 443) ? "" : `:${port}`;
  return names.map((name) => `${scheme}://${name}${suffix}`).join(", ");
}

function tls({ edge }: HostSpec): string {
  const { mode, email, certificate, key } = edge.tls;
  if (mode === "internal") return "tls internal";
  if (mode === "files") return `tls ${certificate} ${key}`;
  return mode === "acme" && email !== undefined ? `tls ${email}` : "# certificates: Caddy's own choice";
}

/** Whoever signs in there gets through; the gateway, in front of Studio, still asks for the dashboard's password. */
function forwardAuth(address: string | undefined, file = "caddy/forward-auth.caddy"): string {
  if (address === undefined) return "# no single sign-on in front";
  const url = new URL(address);
  return fill(file, { address: url.origin, path: `${url.pathname}${url.search}` }).trim();
}
