import { problemsOf } from "./checkEnvironment.ts";
import { readFacts } from "./facts.ts";
import { refuse } from "./log.ts";

/** A service's own variables, checked; asking for one that is not set gives the empty string or the given default. */
export class Environment {
  readonly service: string;
  readonly #variables: Readonly<Record<string, string | undefined>>;

  constructor(service: string, variables: Readonly<Record<string, string | undefined>>) {
    this.service = service;
    this.#variables = variables;
  }

  /** The same environment with some variables set otherwise. */
  with(variables: Readonly<Record<string, string>>): Environment {
    return new Environment(this.service, { ...this.#variables, ...variables });
  }

  text(name: string, otherwise = ""): string {
    return this.#variables[name] ?? otherwise;
  }

  /** The value, or undefined when it is unset or empty. */
  optional(name: string): string | undefined {
    return this.#variables[name] || undefined;
  }

  flag(name: string, otherwise = false): boolean {
    return this.text(name, String(otherwise)) === "true";
  }

  whole(name: string, otherwise = 0): number {
    return Number(this.text(name, String(otherwise)));
  }

  list(name: string): string[] {
    return this.text(name)
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }
}

/**
 * The environment of this process, or the end of it: every problem is one line on stderr, and the exit code is 1.
 * `more` adds what a table cannot say, such as two values that have to differ.
 */
export function readEnvironment(service: string, more: (environment: Environment) => string[] = () => []): Environment {
  const facts = readFacts().get(service);
  if (facts === undefined) throw new Error(`The facts table knows no service ${service}`);
  const problems = problemsOf(facts, process.env);
  if (problems.length > 0) refuse(service, problems);
  const environment = new Environment(service, process.env);
  const further = more(environment);
  if (further.length > 0) refuse(service, further);
  return environment;
}
