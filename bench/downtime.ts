import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanUp } from "./host";
import { progress } from "./measure";
import { Outage } from "./outage";
import { type Addresses, probesOf } from "./probes";
import { fleet, nameOf, numbered } from "./settings";
import { Stack, root } from "./stack";

/** Seconds in which requests to each service failed while one thing was changed. */
export interface Downtime {
  /** `db` for its container alone, or the name of what else was done. */
  readonly kind: string;
  /** What the list said. */
  readonly change: string;
  readonly failing: Readonly<Record<string, number>>;
}

const table = join(root, "manager/operations/plan/downtime.json");

const ports = { gateway: 21900, mail: 21901, poolerSession: 21902, poolerTransaction: 21903, database: 21904, studio: 21905 }; // prettier-ignore

interface Step {
  readonly kind: string;
  readonly change: string;
  readonly entry: Readonly<Record<string, unknown>>;
  /** Another service that the same setting replaces: not counted. */
  readonly besides?: string;
}

/** One after another, each upon the last. */
const steps: readonly Step[] = [
  { kind: "auth", change: "auth.siteUrl", entry: { auth: { siteUrl: "https://a.example.com", email: { autoconfirm: true } } } }, // prettier-ignore
  { kind: "realtime", change: "realtime.maxJoinsPerSecond", entry: { realtime: { maxJoinsPerSecond: 101 } } },
  { kind: "storage", change: "storage.fileSizeLimit", entry: { storage: { fileSizeLimit: 1_000_000 } } },
  { kind: "functions", change: "functions.env", entry: { functions: { folder: join(root, "test/live/functions"), env: { GREETING: "b" } } } }, // prettier-ignore
  { kind: "pooler", change: "pooler.metadataPoolSize", entry: { pooler: { metadataPoolSize: 6 } } },
  { kind: "studio", change: "studio.project", entry: { studio: { project: "Bench" } } },
  { kind: "rest", change: "rest.maxRows", entry: { rest: { maxRows: 999 } }, besides: "studio" },
  { kind: "gateway", change: "rotation.dashboardPassword", entry: { rotation: { dashboardPassword: 2 } } },
  { kind: "db", change: "database.settings", entry: { database: { settings: { work_mem: "8MB" } } } },
  { kind: "size", change: "size: medium", entry: { size: "medium" } },
  { kind: "jwtSecret", change: "rotation.jwtSecret", entry: { rotation: { dashboardPassword: 2, jwtSecret: 2 } } },
  { kind: "pause", change: "state: paused", entry: { state: "paused" } },
  { kind: "resume", change: "state: active", entry: { state: "active" } },
];

/**
 * What each kind of change costs the users of one full instance.
 * @param write the table that `fleet plan` reads is written anew.
 */
export async function downtime({ write }: { write: boolean }): Promise<string> {
  const stack = new Stack();
  const first = { ports, functions: { folder: join(root, "test/live/functions"), env: { GREETING: "a" } } };
  let entry: Record<string, unknown> = numbered(0, first);
  const settings = () => fleet([entry]);
  let loops: Record<string, Outage> = {};
  try {
    await stack.up(settings());
    const addresses = stack.outputs()[nameOf(0)] as unknown as Addresses; // the program's own outputs
    loops = Object.fromEntries(Object.entries(probesOf(addresses, ports.studio)).map(([name, probe]) => [name, new Outage(probe)])); // prettier-ignore
    await allAnswer(loops);
    const measured: Downtime[] = [];
    for (const { kind, change, entry: more, besides } of steps) {
      for (const loop of Object.values(loops)) loop.take();
      entry = { ...entry, ...more };
      const seconds = await stack.up(settings());
      if (kind !== "pause") await allAnswer(loops);
      const taken = Object.entries(loops).map(([name, loop]) => [name, round(loop.take())] as const);
      const failing = Object.fromEntries(taken.map(([name, lost]) => [name, name === besides ? 0 : lost]));
      progress(`${kind} (${change}), up in ${seconds.toFixed(1)} s: ${JSON.stringify(failing)}`);
      if (kind !== "pause") measured.push({ kind, change, failing });
    }
    if (write) writeFileSync(table, `${JSON.stringify(measured, null, 2)}\n`);
    return asMarkdown(measured);
  } finally {
    await Promise.all(Object.values(loops).map(async (loop) => await loop.stop()));
    cleanUp();
    stack.remove();
  }
}

const round = (seconds: number) => Math.round(seconds * 10) / 10;

/** Ends when every service has answered for a second. @throws Error after two minutes. */
async function allAnswer(loops: Readonly<Record<string, Outage>>): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (let quiet = 0; quiet < 4;) {
    await sleep(250);
    const silent = Object.entries(loops).filter(([, loop]) => !loop.answers);
    quiet = silent.length === 0 ? quiet + 1 : 0;
    if (Date.now() > deadline) throw new Error(`does not answer: ${silent.map(([name]) => name).join(", ")}`);
  }
}

/** The table of docs/performance.md; what did not fail is left empty. */
export function asMarkdown(measured: readonly Downtime[]): string {
  const names = Object.keys(measured[0]?.failing ?? {});
  const row = ({ kind, change, failing }: Downtime) =>
    `| ${kind} | \`${change}\` | ${names.map((name) => (failing[name] ? `${failing[name]} s` : "")).join(" | ")} |`;
  return [
    `| replaced or done | by | ${names.join(" | ")} |`,
    `| --- | --- | ${names.map(() => "---").join(" | ")} |`,
    ...measured.map(row),
  ].join("\n");
}
