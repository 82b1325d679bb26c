import type { Difference, Property } from "./types";

/** Where the stack file has a place for what was found, below the entry of its instance; or why it has none. */
export type Place =
  | { readonly path: readonly string[]; readonly value: string | number; readonly note?: string }
  | { readonly reason: string };

export interface Holder {
  readonly instance: string;
  readonly service: string;
  /** Prefix of the instance's images. */
  readonly registry: string | undefined;
}

const nowhere = (reason: string): Place => ({ reason });

/** @param difference one of a container. */
export function placeOf(difference: Difference, holder: Holder): Place {
  const { found, secret = false } = difference;
  const place = places[difference.property];
  if (place === undefined) return nowhere("the stack file has no place for it");
  if (found === undefined) return nowhere("the stack file cannot take it away");
  if (secret) return nowhere(byCommand(difference, holder));
  return place(found, difference.name ?? "", holder);
}

/** A secret in plain text would be in every copy of the file. */
const byCommand = ({ property, name = "" }: Difference, { instance, service }: Holder): string =>
  property === "env"
    ? `it may be a secret: "fleet set ${instance} env.${service}.${name} --secret" asks for it and encrypts it`
    : "it holds a secret";

type Placing = (found: string, name: string, holder: Holder) => Place;

const resource =
  (limit: string, value: (found: string) => string | number | undefined): Placing =>
  (found, _, { service }) => {
    const given = value(found);
    return given === undefined
      ? nowhere(`${found} is nothing that it takes`)
      : { path: ["resources", service, limit], value: given };
  };

/** As the schema takes it: whole MiB, 16 or more. */
const memory = (found: string) => (/^\d+m$/.test(found) && Number.parseInt(found, 10) >= 16 ? found : undefined);
const from = (least: number) => (found: string) => (Number(found) >= least ? Number(found) : undefined);

const places: Partial<Record<Property, Placing>> = {
  memory: resource("memory", memory),
  memoryReservation: resource("memoryReservation", memory),
  memorySwap: () => nowhere("it is always twice the memory"),
  cpuShares: resource("cpuShares", from(2)),
  pids: resource("pids", from(10)),
  shmSize: (found, name, holder) =>
    holder.service === "db" ? resource("shmSize", memory)(found, name, holder) : nowhere("only the database has one"),
  env: (found, name, { service }) => ({ path: ["env", service, name], value: found }),
  image: (found, _, { service, registry }) => {
    if (registry === undefined) return { path: ["images", service], value: found };
    if (!found.startsWith(`${registry}/`)) return nowhere(`images come from ${registry}, and this one does not`);
    return { path: ["images", service], value: found.slice(registry.length + 1) };
  },
  digest: () => nowhere("write the image with its digest under images, or repair it"),
  port: (found, name, { service }) => {
    const role = roles[`${service} ${name}`];
    const [, bind = "", port = ""] = /^([\d.]+):(\d+)$/.exec(found) ?? [];
    if (role === undefined || port === "") return nowhere("the stack file has no such port");
    return { path: ["ports", role], value: bind === "127.0.0.1" ? Number(port) : found };
  },
  logOption: (found, name) => {
    const note = "of all containers of the instance";
    if (name === "max-size" && /^[1-9]\d{0,4}[km]$/.test(found))
      return { path: ["logs", "maxSize"], value: found, note };
    if (name === "max-file") return { path: ["logs", "maxFiles"], value: Number(found), note };
    return nowhere("the stack file has no place for it");
  },
};

/** Settings of published ports, by service and port in the container. */
const roles: Readonly<Record<string, string>> = {
  "gateway 8000/tcp": "gateway",
  "studio 3000/tcp": "studio",
  "mail 8025/tcp": "mail",
  "pooler 5432/tcp": "poolerSession",
  "pooler 6543/tcp": "poolerTransaction",
  "db 5432/tcp": "database",
};
