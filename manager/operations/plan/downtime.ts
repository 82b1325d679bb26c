/**
 * Seconds in which a service does not answer while its container is replaced, and whom it takes along: measured by
 * `npm run bench -- downtime` on two cores, see docs/performance.md.
 */
const replaced: Readonly<Record<string, number>> = {
  db: 8,
  gateway: 3,
  auth: 3,
  rest: 3,
  realtime: 5,
  storage: 4,
  functions: 3,
  pooler: 5,
  studio: 5,
};

const otherwise = 3;

export const downtimeOf = (service: string): number => replaced[service] ?? otherwise;

/** Services are replaced at the same time, so an instance is disturbed for as long as the slowest. */
export const downtimeOfAll = (services: readonly { readonly downtime: number }[]): number =>
  Math.max(0, ...services.map(({ downtime }) => downtime));
