import { type ReleaseName, release } from "../../../components/release";
import type { Fleet } from "../../../components/spec";
import { placeFor } from "../edit/place";
import type { Host } from "../host";
import { model } from "../model";
import { withList } from "../otherList";
import type { Workspace } from "../workspace";
import { type NotCarried, lay } from "./entry";
import type { FoundSecrets } from "./secrets";
import { type knownServices, serviceSwitches } from "./services";
import type { Carried } from "./settings";

/** Ports that an instance of the list has, whether written or chosen, stay with it. */
export function freePorts(found: readonly Carried[], fleet: Fleet, host: Host) {
  const neighbours = fleet.instances.filter((instance) => instance.host.name === host.name);
  const taken = new Map(
    neighbours.flatMap(({ name, ports }) => Object.values(ports).flatMap((one: { port: number } | undefined) => (one === undefined ? [] : [[one.port, name] as const]))), // prettier-ignore
  );
  const holder = ({ path, value }: Carried) => (path.startsWith("ports.") ? taken.get(Number(value)) : undefined);
  return {
    carried: found.filter((one) => holder(one) === undefined),
    refused: found.flatMap((one): NotCarried[] => {
      const by = holder(one);
      return by === undefined ? [] : [{ variable: one.variable, why: `port ${String(one.value)} is ${by}'s` }];
    }),
  };
}

/** What the shape of the install says: services, images, version of Postgres. */
export function shape(
  services: ReturnType<typeof knownServices>,
  fit: readonly Carried[],
  { postgres, releaseName, images }: { postgres: string; releaseName: ReleaseName; images: Record<string, string> },
): Carried[] {
  const says = (path: string, value?: unknown) => fit.some((one) => one.path === path && (value === undefined || one.value === value)); // prettier-ignore
  const mails = services.has("mail") || !(says("auth.smtp.host") || says("auth.email.autoconfirm", true));
  const major = release(releaseName).postgres === postgres ? [] : [["PG_VERSION", "database.major", Number(postgres)] as const]; // prettier-ignore
  const kong = /(^|\/)kong[:@/]/.test(services.get("gateway")?.image ?? "");
  return [
    ...major,
    ...(kong ? [["service kong", "gateway", "kong"] as const] : []),
    ...Object.entries(serviceSwitches(services, mails)).map(([service, on]) => [`service ${service}`, `services.${service}`, on] as const), // prettier-ignore
    ...Object.entries(images).map(([service, image]) => [`image of ${service}`, `images.${service}`, image] as const),
  ].map(([variable, path, value]) => ({ variable, path, value, secret: false }));
}

/** Has the program check the entry beside all others, and writes its place down. @throws FleetError with what is wrong. */
export async function place(
  workspace: Workspace,
  { name, host, fleet, carried, secrets, several }: { name: string; host: Host; fleet: Fleet; carried: readonly Carried[]; secrets: FoundSecrets; several: boolean }, // prettier-ignore
): Promise<Carried[]> {
  const withHost = several
    ? [{ variable: "--host", path: "host", value: host.name, secret: false }, ...carried]
    : carried;
  const entry: Record<string, unknown> = { name };
  for (const { path, value } of withHost) lay(entry, path, value);
  for (const [secret, value] of secrets.kept) lay(entry, `secrets.${secret}`, value);
  const after = await model(withList(workspace, (entries) => [...entries, entry]));
  const { ports, subnet } = placeFor(name, after.fleet, fleet);
  const chosen = [...Object.entries(ports).map(([role, port]) => [`ports.${role}`, port] as const), ...(subnet === undefined ? [] : [["subnet", subnet] as const])]; // prettier-ignore
  return [...withHost, ...chosen.map(([path, value]) => ({ variable: "", path, value, secret: false }))];
}
