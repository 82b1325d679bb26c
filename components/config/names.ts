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
