import table from "./downtime.json";

/** Seconds in which requests to each service failed while one thing was done. */
export interface Measured {
  /** Service whose container alone was replaced, or the name of what else was done. */
  readonly kind: string;
  readonly failing: Readonly<Record<string, number>>;
}

/** What to expect of a plan, in whole seconds. */
export interface Expected {
  /** How long a service, and whom it takes along, does not answer while so many containers are replaced. */
  downtimeOf(service: string, replaced: number): number;
  /** From the beginning of an apply until a paused instance answers. */
  readonly resumption: number;
}

/** Seconds, where nothing was measured. */
const guess = { replacement: 5, resumption: 30 };

/** More containers at a time than this start as slowly as in a rotation. */
const few = 3;

export function expectedFrom(measured: readonly Measured[]): Expected {
  const failing = new Map(measured.map(({ kind, failing: seconds }) => [kind, Math.max(...Object.values(seconds))]));
  const services = measured.filter(({ kind, failing: seconds }) => kind in seconds).map(({ kind }) => failing.get(kind) ?? 0); // prettier-ignore
  // What nobody calls from outside is not measured by itself.
  const median = services.sort((a, b) => a - b)[Math.floor(services.length / 2)] ?? guess.replacement;
  return {
    downtimeOf(service, replaced) {
      const alone = failing.get(service) ?? median;
      return Math.ceil(replaced > few ? Math.max(alone, failing.get("jwtSecret") ?? 0) : alone);
    },
    resumption: Math.ceil(failing.get("resume") ?? guess.resumption),
  };
}

/** What `npm run bench -- downtime --write` measured last; docs/performance.md has the same table. */
export const expected = expectedFrom(table);

/** The same for a service that is replaced outside of a plan. */
export const downtimeOf = (service: string, replaced = 1): number => expected.downtimeOf(service, replaced);
