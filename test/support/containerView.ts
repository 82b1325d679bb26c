import type { ServiceFacts } from "./facts";
import type { Rendered } from "./rendered";

/** A container as our services describe it and as the facts do, in one form that can be compared. */
export type View = Readonly<Record<string, unknown>>;

export function containerView(service: string, container: Rendered): View {
  const { healthcheck: health, volumes = [], files = [], hostPaths = [] } = container;
  return {
    command: commandOf(container),
    "health.test": health?.test,
    "health.interval": health?.interval,
    "health.timeout": health?.timeout,
    "health.retries": health?.retries,
    volumes: volumes.map(({ path }) => path).sort(),
    readOnly: volumes.filter(({ readOnly }) => readOnly).map(({ path }) => path).sort(), // prettier-ignore
    files: files.map(({ path }) => path).sort(),
    hostPaths: hostPaths.map(({ path }) => path).sort(),
    aliases: [...new Set([service === "kong" ? "gateway" : service, ...(container.aliases ?? [])])].sort(),
    after: [...(container.needsDatabase ? ["db"] : []), ...(container.after ?? [])].sort(),
    security: container.securityOptions ?? [],
  };
}

/** Upstream's entry point of the pooler is a shell with a script, which is one text here. */
function commandOf({ entrypoint = [], command = [] }: Rendered): readonly string[] {
  return [...entrypoint, ...command].map((word) => word.replace("&& exec /app/bin/server", "&& /app/bin/server"));
}

export function factsView(service: string, fact: ServiceFacts): View {
  const { health = {}, mounts } = fact;
  const at = (...kinds: string[]) => mounts.filter(({ kind }) => kinds.includes(kind)).map(({ target }) => target).sort(); // prettier-ignore
  // Docker's own figures, where nothing is said.
  const { interval = 30, timeout = 30, retries = 3, argv, shell } = health;
  const blank = (text: string) => text.replace("{anonKey}", "$ANON_KEY").replace("{tenant}", "realtime-dev");
  return {
    command: fact.command ?? [],
    "health.test": argv === undefined ? ["CMD-SHELL", blank(shell ?? "")] : ["CMD", ...argv],
    "health.interval": interval,
    "health.timeout": timeout,
    "health.retries": retries,
    volumes: at("data", "cache"),
    readOnly: mounts.filter(({ kind, read_only }) => kind === "data" && read_only).map(({ target }) => target).sort(), // prettier-ignore
    files: at("file"),
    hostPaths: at("socket"),
    aliases: [...new Set([service === "kong" ? "gateway" : service, ...fact.aliases.map(blank)])].sort(),
    after: Object.keys(fact.after).sort(),
    security: fact.security_options ?? [],
  };
}
