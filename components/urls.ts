import { hostNames } from "./config/names";
import type { InstanceSpec, Urls } from "./spec";

/** The addresses of an instance, all derived from one domain: a second source is how links in mails go wrong. */
export function instanceUrls(instance: InstanceSpec): Urls {
  const { host, ports, subdomain, domain, services, config } = instance;
  const names = hostNames(subdomain, domain);
  const behindEdge = host.edge.mode !== "none";
  const direct = (binding: { bind: string; port: number } | undefined) =>
    binding === undefined ? undefined : `http://${reachable(binding.bind)}:${binding.port}`;
  const api = behindEdge
    ? throughEdge(names.api, instance)
    : `http://${reachable(ports.gateway.bind)}:${ports.gateway.port}`;
  return {
    api,
    auth: `${api}/auth/v1`,
    studio: services.includes("studio") ? (behindEdge ? throughEdge(names.studio, instance) : api) : undefined,
    mail: services.includes("mail") ? (behindEdge ? throughEdge(names.mail, instance) : direct(ports.mail)) : undefined,
    site: config.auth.siteUrl ?? api,
  };
}

/** A port published on every address is reached on this machine by 127.0.0.1. */
const reachable = (bind: string) => (bind === "0.0.0.0" ? "127.0.0.1" : bind);

function throughEdge(name: string, { host }: InstanceSpec): string {
  const { tls, httpPort, httpsPort } = host.edge;
  if (tls.mode === "off") return `http://${name}${httpPort === 80 ? "" : `:${httpPort}`}`;
  return `https://${name}${httpsPort === 443 ? "" : `:${httpsPort}`}`;
}
