import type { FleetStatus, InstanceStatus, ServiceStatus } from "../../operations/status";

/** Moment that the fixed data below was taken at. */
export const now = "2026-03-01T12:00:00.000Z";

const service = (
  name: ServiceStatus["service"],
  instance: string,
  more: Partial<ServiceStatus> = {},
): ServiceStatus => ({
  service: name,
  container: `supabase-${instance}-${name}`,
  health: "healthy",
  image: `supabase/${name}:v1.2.3`,
  startedAt: "2026-02-26T12:00:00.000Z",
  usage: { cpu: 0.4, memory: 52_428_800, memoryLimit: 134_217_728, disk: 4096 },
  ...more,
});

function instance(name: string, more: Partial<InstanceStatus> = {}): InstanceStatus {
  return {
    name,
    host: "local",
    state: "ACTIVE_HEALTHY",
    notes: [],
    release: "0.8.2",
    postgres: "17",
    urls: {
      api: `https://${name}.example.com`,
      studio: `https://${name}-studio.example.com`,
      mail: `https://${name}-mail.example.com`,
    },
    services: [service("db", name), service("gateway", name), service("auth", name)],
    volumes: [
      { name: `supabase-${name}-db-data`, size: 1_288_490_189 },
      { name: `supabase-${name}-storage`, size: 0 },
    ],
    usage: { cpu: 1.2, memory: 157_286_400, memoryLimit: 402_653_184, disk: 1_288_502_477 },
    backup: {
      answers: true,
      lastBackup: "2026-03-01T03:00:04.000Z",
      logUntil: "2026-03-01T11:59:10.000Z",
      lastProven: { at: "2026-02-14T04:00:00.000Z", backup: "20260214T030000Z", seconds: 48, lost: 240 },
      alarms: [],
    },
    keys: { issuedAt: "2026-01-01T00:00:00.000Z", expiresAt: "2035-12-30T00:00:00.000Z" },
    secrets: [],
    certificates: [
      {
        name: `${name}.example.com`,
        validFrom: "2026-02-01T00:00:00.000Z",
        validTo: "2026-05-02T00:00:00.000Z",
        issuer: "Let's Encrypt",
        trusted: true,
      },
    ],
    ...more,
  };
}

const silent = 'Docker does not answer at ssh://ops@far.example.com (host far) within 5 seconds. "fleet doctor far" looks closer.'; // prettier-ignore

const expired = (name: string) => `The last token of the old signing key has expired: "fleet rotate ${name} jwtKeys --finish" drops that key.`; // prettier-ignore

const late = ["The last backup is 80 h old; backup.maxAge is 30 h."];

/** One instance in each state that an operator should tell apart at a glance. */
export const mixed: FleetStatus = {
  at: now,
  job: { name: "apply", user: "ops", since: "2026-03-01T11:59:40.000Z" },
  hosts: [
    { name: "local", docker: "unix:///var/run/docker.sock", answers: true, notes: [], edge: { ...service("auth", "x"), service: "edge", container: "supabase-fleet-edge", health: "stopped" } }, // prettier-ignore
    { name: "far", docker: "ssh://ops@far.example.com", answers: false, notes: [silent] },
  ],
  instances: [
    instance("blog", { notes: [expired("blog")], overlap: { until: "2026-03-01T10:00:00.000Z", over: true } }),
    instance("far-away", { host: "far", state: "UNKNOWN", notes: [silent], services: [service("db", "far-away", { health: "unknown", usage: {} })], usage: {}, volumes: [], backup: undefined, certificates: [] }), // prettier-ignore
    instance("new", { state: "CREATING", services: [service("db", "new", { health: "missing", usage: {} })], usage: {}, volumes: [], backup: undefined, certificates: [] }), // prettier-ignore
    instance("resting", { state: "PAUSED", backup: undefined, usage: { disk: 734_003_200 }, services: [service("db", "resting", { health: "missing", usage: {} })] }), // prettier-ignore
    instance("shop", {
      state: "ACTIVE_UNHEALTHY",
      notes: ['auth is unhealthy: "fleet logs shop auth" says more.', ...late],
      services: [service("db", "shop"), service("auth", "shop", { health: "unhealthy", lastLog: "level=fatal msg=\"cannot reach smtp.example.com\"" })], // prettier-ignore
      backup: { answers: true, lastBackup: "2026-02-26T03:00:04.000Z", alarms: late },
      certificates: [{ name: "shop.example.com", problem: "No certificate from 127.0.0.1:443: no answer" }],
    }),
  ],
};

/** One instance with all there is to say of it. */
export const detailed: InstanceStatus = instance("shop", {
  state: "FAILED",
  notes: ['auth is ending again and again: "fleet logs shop auth" says more.'],
  services: [
    service("db", "shop", { usage: { cpu: 12.3, memory: 201_326_592, memoryLimit: 805_306_368, disk: 65_536 } }),
    service("gateway", "shop", { wantedImage: "envoyproxy/envoy:v1.40.0" }),
    service("auth", "shop", { health: "restarting", restarts: 7, exitCode: 1, lastLog: "level=fatal msg=\"no database\"", usage: {} }), // prettier-ignore
  ],
  overlap: { until: "2026-03-01T12:40:00.000Z", over: false },
  secrets: [
    { name: "postgresPassword", generation: 2, since: "2026-02-28T12:00:00.000Z", source: "audit" },
    { name: "jwtSecret", generation: 1, since: "2025-03-01T12:00:00.000Z", source: "state" },
    { name: "secretKeyBase", generation: 1, since: "2025-03-01T12:00:00.000Z", source: "network" },
    { name: "dashboardPassword" },
  ],
  certificates: [
    { name: "shop.example.com", validFrom: "2026-01-01T00:00:00.000Z", validTo: "2026-02-01T00:00:00.000Z", issuer: "Caddy Local Authority", trusted: false }, // prettier-ignore
    { name: "shop-studio.example.com", problem: "No certificate from 127.0.0.1:443: no answer" },
  ],
});

/** The example of docs/fleet.md. */
export const example: FleetStatus = {
  at: now,
  hosts: [{ name: "local", docker: "unix:///var/run/docker.sock", answers: true, notes: [] }],
  instances: [
    {
      ...detailed,
      services: detailed.services.filter(({ service: name }) => name !== "gateway"),
      secrets: detailed.secrets.slice(0, 1),
      certificates: detailed.certificates.slice(0, 1),
    },
  ],
};
