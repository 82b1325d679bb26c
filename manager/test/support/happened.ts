import { existsSync, readFileSync } from "node:fs";
import { docker, traces } from "../../../test/live/docker";
import type { InstancePlan } from "../../operations/plan/types";

/** What is on the host of an instance, as far as a plan speaks of it. */
export interface Seen {
  /** Service → id, and what can change while it runs. */
  readonly services: ReadonlyMap<string, { readonly id: string; readonly limits: string }>;
  /** `network supabase-x` → id, `volume supabase-x-db-data` alone, `snippet` → its text. */
  readonly others: ReadonlyMap<string, string>;
}

/** Looks at one instance through Docker's own command line. */
export function look(instance: string, snippet: string): Seen {
  const names = traces([instance]);
  const list = (...args: string[]) => docker(...args).split("\n").filter((line) => line !== ""); // prettier-ignore
  const own = (lines: readonly string[]) => lines.filter((line) => names.includes(line.split(" ")[0] ?? ""));
  const containers = own(list("ps", "-a", "--no-trunc", "--format", "{{.Names}} {{.ID}}"));
  const services = containers.map((line): [string, { id: string; limits: string }] => {
    const [name = "", id = ""] = line.split(" ");
    const { Memory, MemoryReservation, MemorySwap, CpuShares, RestartPolicy, PidsLimit } = JSON.parse(
      docker("inspect", "--format", "{{json .HostConfig}}", id),
    );
    const limits = JSON.stringify([Memory, MemoryReservation, MemorySwap, CpuShares, RestartPolicy, PidsLimit]);
    return [name.replace(`supabase-${instance}-`, ""), { id, limits }];
  });
  const networks = own(list("network", "ls", "--no-trunc", "--format", "{{.Name}} {{.ID}}"));
  const volumes = own(list("volume", "ls", "--format", "{{.Name}}"));
  return {
    services: new Map(services),
    others: new Map([
      ...networks.map((line): [string, string] => [`network ${line.split(" ")[0]}`, line]),
      ...volumes.map((name): [string, string] => [`volume ${name}`, "there"]),
      ...(existsSync(snippet) ? ([["snippet", readFileSync(snippet, "utf8")]] as const) : []),
    ]),
  };
}

/** What happened between two looks, in the words of a plan. */
export function happened(before: Seen, after: Seen): { services: string[]; others: string[] } {
  const names = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>) => [...new Set([...a.keys(), ...b.keys()])];
  const services = names(before.services, after.services).flatMap((name) => {
    const [old, now] = [before.services.get(name), after.services.get(name)];
    if (old === undefined) return [`create ${name}`];
    if (now === undefined) return [`delete ${name}`];
    if (old.id !== now.id) return [`replace ${name}`];
    return old.limits === now.limits ? [] : [`live ${name}`];
  });
  const others = names(before.others, after.others).flatMap((name) => {
    const [old, now] = [before.others.get(name), after.others.get(name)];
    if (old === now) return [];
    if (old === undefined) return [`create ${name}`];
    if (now === undefined) return [`delete ${name}`];
    return [`${name === "snippet" ? "update" : "replace"} ${name}`];
  });
  return { services: services.sort(), others: others.sort() };
}

/** The same of a plan; secrets and steps leave nothing on a host that could be looked at. */
export function planned(plan: InstancePlan | undefined): { services: string[]; others: string[] } {
  const others = (plan?.others ?? []).flatMap(({ kind, name, action }) => {
    if (kind === "snippet") return [`${action} snippet`];
    return kind === "volume" || kind === "network" ? [`${action} ${kind} ${onHost(name)}`] : [];
  });
  return {
    services: (plan?.services ?? []).map(({ action, service }) => `${action} ${service}`).sort(),
    others: others.sort(),
  };
}

/** `blog-network` and `blog-db-data-volume` as Docker knows them. */
const onHost = (name: string) => `supabase-${name.replace(/-(network|volume)$/, "")}`;
