import type { InstanceSpec } from "../spec";
import type { InstanceConfig } from "./instance";
import { refOf } from "./ref";
import type { ServiceName } from "./services";

/** Names our own resources have; an instance called like one of them would collide. */
export const reservedNames = [
  "fleet",
  "edge",
  "caddy",
  "supabase",
  "default",
  "host",
  "none",
  "bridge",
  "localhost",
] as const;

export const containerName = (instance: string, service: ServiceName): string => `supabase-${instance}-${service}`;
export const networkName = (instance: string): string => `supabase-${instance}`;
export const volumeName = (instance: string, role: string): string => `supabase-${instance}-${role}`;
/** The managed Caddy of a host. */
export const edgeName = "supabase-fleet-edge";

/** Host names of an instance under its domain, by what they lead to. */
export function hostNames(subdomain: string, domain: string): { api: string; studio: string; mail: string } {
  return {
    api: `${subdomain}.${domain}`,
    studio: `${subdomain}-studio.${domain}`,
    mail: `${subdomain}-mail.${domain}`,
  };
}

/**
 * Every host name that leads to an instance's API. The first is the one it tells of itself; the last, where it is switched on,
 * is the one that Supabase's command line makes up.
 */
export function apiNames({ name, subdomain, customDomains, projectHosts }: InstanceConfig, domain: string): string[] {
  const { api } = hostNames(subdomain ?? name, domain);
  return [api, ...customDomains, ...(projectHosts ? [`${refOf(name)}.${domain}`] : [])];
}

/** Name that Supabase's command line looks for an instance's Postgres by, at port 5432. */
export const databaseName = ({ name, domain }: Pick<InstanceSpec, "name" | "domain">): string =>
  `db.${refOf(name)}.${domain}`;

/** Every host name that the edge serves for an instance. */
export function siteNames({ config, subdomain, domain, services }: InstanceSpec): string[] {
  const own = hostNames(subdomain, domain);
  const pages = (["studio", "mail"] as const).filter((page) => services.includes(page));
  return [...apiNames(config, domain), ...pages.map((page) => own[page])];
}
