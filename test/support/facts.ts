import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The strict stand-ins' own reading of the facts. They are ES modules, so nothing but a dynamic import reaches them. */
interface EnvironmentFacts {
  readonly variables: ReadonlyMap<string, { readonly required: boolean }>;
  readonly patterns: readonly { readonly name: RegExp }[];
}
interface StandIns {
  readFacts(): ReadonlyMap<string, EnvironmentFacts>;
  problemsOf(facts: EnvironmentFacts, variables: Readonly<Record<string, string>>): string[];
}
const standIn = (file: string): Promise<StandIns> => import(join(__dirname, "../images/stand-ins/common", file));

export interface Environments {
  readonly services: readonly string[];
  /** Every way in which variables of a service break the facts. */
  problems(service: string, variables: Readonly<Record<string, string>>): string[];
  /** Variables that a service may have and that nobody has to set. */
  optional(service: string): readonly string[];
  /** Families of optional names, as patterns. */
  families(service: string): readonly RegExp[];
}

export async function environmentFacts(): Promise<Environments> {
  const { readFacts } = await standIn("facts.ts");
  const { problemsOf } = await standIn("checkEnvironment.ts");
  const all = readFacts();
  const of = (service: string): EnvironmentFacts => {
    const facts = all.get(service);
    if (facts === undefined) throw new Error(`the facts know no ${service}`);
    return facts;
  };
  return {
    services: [...all.keys()],
    problems: (service, variables) => problemsOf(of(service), variables),
    optional: (service) => [...of(service).variables].filter(([, { required }]) => !required).map(([name]) => name),
    families: (service) => of(service).patterns.map(({ name }) => name),
  };
}

/** What the facts say about a service's container. */
export interface ServiceFacts {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports: readonly number[];
  readonly health?: {
    readonly argv?: readonly string[];
    readonly shell?: string;
    readonly interval?: number;
    readonly timeout?: number;
    readonly retries?: number;
    readonly start_period?: number;
  };
  readonly mounts: readonly {
    readonly target: string;
    readonly kind: "data" | "cache" | "file" | "socket";
    readonly read_only?: boolean;
    readonly shared?: readonly string[];
  }[];
  readonly aliases: readonly string[];
  readonly after: Readonly<Record<string, "healthy" | "started">>;
  readonly security_options?: readonly string[];
}

interface Facts {
  readonly services: Readonly<Record<string, ServiceFacts>>;
  /** Variables, as `service.NAME`, that hold one value. */
  readonly same: Readonly<Record<string, readonly string[]>>;
}

export const facts = parse(readFileSync(join(__dirname, "../facts/services.yaml"), "utf8")) as Facts; // its header says so
