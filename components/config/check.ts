import { release } from "../release";
import type { HostSpec } from "../spec";
import { checkHost, checkOnHost } from "./checkHost";
import { checkManagers } from "./checkManager";
import { checkName, checkNamesApart } from "./checkNames";
import { hostOf, resourcesOf, servicesOf } from "./derive";
import { nearest } from "./nearest";
import type { ParsedFleet } from "./parse";
import type { Problems } from "./problems";
import { serviceNeeds } from "./services";

type Entry = ParsedFleet["instances"][number];

/** What the values of a config mean together: collisions, missing partners, sums. */
export function checkFleet(parsed: ParsedFleet, hosts: readonly HostSpec[], problems: Problems): void {
  for (const host of hosts) checkHost(host, hosts, problems);
  for (const entry of parsed.instances) {
    checkName(entry, parsed.domain, problems);
    checkPlace(entry, hosts, problems);
    checkServices(entry, problems);
    checkMail(entry, problems);
    checkKeys(entry, problems);
    checkDatabase(entry, parsed, problems);
    checkMemory(entry, problems);
  }
  checkNamesApart(parsed, problems);
  checkManagers(parsed, problems);
  const names = hosts.map((host) => host.name);
  for (const host of hosts) {
    checkOnHost(
      parsed.instances.filter(({ config }) => hostOf(config, names) === host.name),
      host,
      problems,
    );
  }
}

function checkPlace({ index, config }: Entry, hosts: readonly HostSpec[], problems: Problems): void {
  const names = hosts.map((host) => host.name);
  if (config.host === undefined) {
    if (names.length > 1)
      problems.add(["instances", index, "host"], `is missing; there are several: ${names.join(", ")}`);
    return;
  }
  if (names.includes(config.host) || names.length === 0) return;
  const suggestion = nearest(config.host, names);
  problems.add(
    ["instances", index, "host"],
    `"${config.host}" is not one of the hosts (${names.join(", ")})${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`,
  );
}

function checkServices({ index, config }: Entry, problems: Problems): void {
  const on = servicesOf(config);
  for (const service of on) {
    for (const need of serviceNeeds[service] ?? []) {
      if (!on.includes(need))
        problems.add(
          ["instances", index, "services", need],
          `is off, but ${service} needs it: switch ${service} off too, or ${need} on`,
        );
    }
  }
}

function checkMail({ index, config }: Entry, problems: Problems): void {
  const { email, smtp } = config.auth;
  const sends = config.auth.enableSignup && email.enabled && !email.autoconfirm;
  if (sends && smtp === undefined && !config.services.mail) {
    problems.add(
      ["instances", index, "auth", "smtp"],
      "is missing, and services.mail is off: mails that confirm an address have nowhere to go",
    );
  }
}

/** A key of an existing install is worth nothing without the secret it was signed with. */
function checkKeys({ index, config: { secrets } }: Entry, problems: Problems): void {
  const key = (["anonKey", "serviceRoleKey"] as const).find((name) => secrets[name] !== undefined);
  if (key !== undefined && secrets.jwtSecret === undefined)
    problems.add(
      ["instances", index, "secrets", "jwtSecret"],
      `is missing; ${key} is only valid with the secret that signed it`,
    );
}

function checkDatabase({ index, config }: Entry, parsed: ParsedFleet, problems: Problems): void {
  const { major } = config.database;
  const { postgres, otherPostgres } = release(config.release ?? parsed.release);
  if (major === undefined || major === postgres || major in otherPostgres) return;
  problems.add(["instances", index, "database", "major"], `is not in release ${config.release ?? parsed.release}`);
}

function checkMemory({ index, config }: Entry, problems: Problems): void {
  for (const [service, limits] of Object.entries(resourcesOf(config))) {
    if (limits.memoryReservation <= limits.memory) continue;
    problems.add(
      ["instances", index, "resources", service, "memoryReservation"],
      `is more than memory (${limits.memory}m)`,
    );
  }
}
