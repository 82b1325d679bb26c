import type { Settings } from "./stack";

/** Prefix of the images that `test/images/build.sh` serves; upstream's names without one when it is empty. */
export const registry = process.env.BENCH_REGISTRY ?? "127.0.0.1:5511/standin";

/** How many instances the large fleet has. */
export const manyInstances = Number(process.env.BENCH_INSTANCES ?? 50);

/** Runs of each side; the sides alternate. */
export const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

/** Rows that are backed up; eight million are about a gigabyte. */
export const backupRows = Number(process.env.BENCH_BACKUP_ROWS ?? 8_000_000);

/** Every name the benchmarks give to something on the host starts with it. */
export const prefix = process.env.BENCH_PREFIX ?? "fleetbench";

/** The first of the ports that the benchmarks publish, all on 127.0.0.1. */
const firstPort = 21000;

type Instance = Record<string, unknown>;

/** A fleet of these instances, on addresses that no other fleet takes. */
export const fleet = (instances: readonly Instance[], more: Settings = {}): Settings => ({
  domain: "bench.test",
  ...(registry === "" ? {} : { registry }),
  hosts: { local: { edge: { mode: "none" }, subnets: "10.231.0.0/16" } },
  defaults: { protect: false, auth: { email: { autoconfirm: true } }, database: { initSql } },
  instances,
  ...more,
});

/** A table that every signed-in user may read, so that a select has something to answer. */
const initSql = `
  create table public.notes (id bigint generated always as identity primary key, text text not null);
  grant select on public.notes to anon, authenticated, service_role;
  notify pgrst, 'reload schema';`;

/** The least that serves a sign-up and a query: database, gateway, Auth and REST. */
const switchedOff = ["realtime", "storage", "imgproxy", "functions", "studio", "meta", "pooler", "mail"];
export const lean = { services: Object.fromEntries(switchedOff.map((service) => [service, false])) };

/** Number `index` of the fleet's instances, with ports of its own. */
export function numbered(index: number, more: Instance = {}): Instance {
  return { name: nameOf(index), ports: { gateway: firstPort + index }, ...more };
}

export const nameOf = (index: number): string => `${prefix}-${String(index).padStart(2, "0")}`;
