import { apiNames, hostNames, reservedNames } from "./names";
import type { ParsedFleet } from "./parse";
import type { Path, Problems } from "./problems";

type Entry = ParsedFleet["instances"][number];

/** Characters of a host name, by RFC 1035. */
const longestName = 253;

export function checkName({ index, config }: Entry, domain: string, problems: Problems): void {
  const reserved = reservedNames.find((name) => name === config.name);
  if (reserved !== undefined)
    problems.add(
      ["instances", index, "name"],
      `"${reserved}" is reserved for the fleet's own containers; choose another name`,
    );
  if (config.name.includes("--")) problems.add(["instances", index, "name"], "should not hold two hyphens in a row");
  const { studio } = hostNames(config.subdomain ?? config.name, domain);
  if (studio.length > longestName)
    problems.add(["domain"], `is too long for ${studio}: a host name has at most ${longestName} characters`);
}

/** Names, host names and custom domains belong to one instance each. */
export function checkNamesApart({ instances, domain }: ParsedFleet, problems: Problems): void {
  checkDistinct(instances, ({ config }) => [[["name"], config.name]], "is the name of another instance too", problems);
  checkDistinct(instances, (entry) => namesOf(entry, domain), "belongs to another instance too", problems);
}

/** Every host name that an instance may come to be served by. */
export const siteNamesOf = (config: Entry["config"], domain: string): string[] =>
  namesOf({ index: 0, config }, domain).map(([, name]) => name);

function namesOf({ config }: Entry, domain: string): [Path, string][] {
  const { studio, mail } = hostNames(config.subdomain ?? config.name, domain);
  const key = [config.subdomain === undefined ? "name" : "subdomain"];
  const [api = "", ...more] = apiNames(config, domain);
  const { customDomains } = config;
  return [
    ...[api, studio, mail].map((name): [Path, string] => [key, name]),
    ...more.map((name, i): [Path, string] => [
      i < customDomains.length ? ["customDomains", i] : ["projectHosts"],
      name,
    ]),
  ];
}

/** Reports every place that holds a value an earlier entry has already, once. */
function checkDistinct(
  entries: readonly Entry[],
  values: (entry: Entry) => [Path, string][],
  what: string,
  problems: Problems,
): void {
  const seen = new Map<string, number>();
  for (const entry of entries) {
    for (const [below, value] of values(entry)) {
      const path = ["instances", entry.index, ...below];
      const first = seen.get(value);
      if (first === undefined) seen.set(value, entry.index);
      else if (!problems.has(path))
        problems.add(path, `"${value}" ${first === entry.index ? "is there twice" : `${what} (instances/${first})`}`);
    }
  }
}
