import { servicesOf } from "../components/config/derive";
import { instance } from "../components/config/instance";
import { type Size, sized, sizes } from "../components/config/resources";
import { randomSecrets } from "../components/config/secrets";
import { type ServiceName, serviceNames, serviceNeeds } from "../components/config/services";
import { release, releaseNames } from "../components/release";
import { code, either, page, prose, table } from "./markdown";
import type { Node } from "./node";

/** Tables of the reference that come from the code that acts on them. */

/** Which services cannot be without another. */
export function needsText(): string {
  const needs = Object.entries(serviceNeeds).map(
    ([service, others]) => `${code(service)} needs ${either(others.map(code), "and")}`,
  );
  return `${either(needs, "and")}.`;
}

/** Services of an instance that says nothing about services. */
const usual = servicesOf(instance.parse({ name: "example" }));

export function sizesText(): string {
  const others = serviceNames.filter((service) => !usual.includes(service)).map(code);
  const shared = sizes.map((size) => String(sized("db", size).shmSize));
  return page(
    "Without these settings, the [size](#instances) decides. Memory is in MiB; processors are shared by weight:",
    sizesTable(),
    `The usual services are all but ${either(others, "and")}. ` +
      `The shared memory of ${code("db")} is ${either(shared, "or")} MiB.`,
  );
}

function sizesTable(): string {
  const line = (service: ServiceName) => {
    const { cpuShares, pids } = sized(service, "small");
    return [code(service), ...sizes.map((size) => String(sized(service, size).memory)), `${cpuShares}`, `${pids}`];
  };
  const sum = (title: string, of: readonly ServiceName[], key: "memory" | "memoryReservation") => [
    `**${title}**`,
    ...sizes.map((size) => `**${total(of, size, key)}**`),
    "",
    "",
  ];
  return table(
    ["Service", ...sizes.map(code), code("cpuShares"), code("pids")],
    [
      ...serviceNames.map(line),
      sum("Usual services, limits", usual, "memory"),
      sum("Usual services, reserved", usual, "memoryReservation"),
      sum("All services, limits", serviceNames, "memory"),
      sum("All services, reserved", serviceNames, "memoryReservation"),
    ],
  );
}

const total = (services: readonly ServiceName[], size: Size, key: "memory" | "memoryReservation"): number =>
  services.reduce((sum, service) => sum + sized(service, size)[key], 0);

export function secretsText({ properties = {} }: Node): string {
  const lines = Object.entries(properties).map(([name, { description = "", errorMessage = "" }]) => [
    code(`secrets.${name}`),
    prose(description),
    prose(errorMessage.replace(/^should be /, "")),
    origin(name),
  ]);
  return page(
    "Each is written as any [secret in a config](#secrets-in-a-config) is.",
    table(["Secret", "What it is", "A given one is", "Otherwise"], lines),
  );
}

/** Where a secret that is not given comes from. */
function origin(name: string): string {
  const rule = Object.entries(randomSecrets).find(([random]) => random === name)?.[1];
  return rule === undefined ? `made from ${code("jwtSecret")}` : `made from ${rule.length} random characters`;
}

export function releasesText(): string {
  return page(...releaseNames.map((name) => page(`### ${name}`, releaseTable(name))));
}

function releaseTable(name: (typeof releaseNames)[number]): string {
  const { images, postgres, otherPostgres } = release(name);
  const notes: Record<string, string> = {
    db: `${code("db")}, Postgres ${postgres}`,
    kong: `${code("gateway")} with ${code("gateway: kong")}`,
    edge: `Caddy of a host with ${code("edge.mode: managed")}`,
  };
  const others = Object.entries(otherPostgres).map(([major, image]) => [
    `${code("db")} with ${code(`database.major: ${major}`)}`,
    code(image),
  ]);
  const [db = [], ...rest] = Object.entries(images).map(([service, image]) => [
    notes[service] ?? code(service),
    code(image),
  ]);
  return table(["Service", "Image"], [db, ...others, ...rest]);
}
