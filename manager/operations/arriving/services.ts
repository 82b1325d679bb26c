import type { ServiceName } from "../../../components/config/services";
import type { Project, ProjectService } from "./project";

/** Upstream's names for services that the fleet calls otherwise. */
const otherNames: Readonly<Record<string, ServiceName>> = {
  "api-gw": "gateway",
  envoy: "gateway",
  kong: "gateway",
  supavisor: "pooler",
};

const own: readonly ServiceName[] = [
  "db", "gateway", "auth", "rest", "realtime", "storage", "imgproxy", "meta", "functions", "studio", "pooler", "mail",
  "templates", "analytics", "vector",
]; // prettier-ignore

/** The services of an install by the fleet's names. */
export function knownServices({ services }: Project): Map<ServiceName, ProjectService> {
  return new Map(
    [...services].flatMap(([name, service]) => {
      const known = otherNames[name] ?? own.find((one) => one === name);
      return known === undefined ? [] : [[known, service]];
    }),
  );
}

/** Names of services that the fleet has none for. */
export const unknownServices = ({ services }: Project): string[] =>
  [...services.keys()].filter((name) => otherNames[name] === undefined && !own.some((one) => one === name));

/** Services that may be switched off, which the fleet runs unless it is told otherwise. */
const switches = ["realtime", "storage", "imgproxy", "functions", "studio", "meta", "pooler"] as const;

/**
 * What differs from the fleet's own choice of services.
 * @param mails whether the instance needs the fleet's catcher of mails.
 */
export function serviceSwitches(
  found: ReadonlyMap<ServiceName, ProjectService>,
  mails: boolean,
): Record<string, boolean> {
  return {
    ...Object.fromEntries(switches.filter((name) => !found.has(name)).map((name) => [name, false])),
    ...(mails ? {} : { mail: false }),
    ...(found.has("analytics") ? { analytics: true } : {}),
  };
}
