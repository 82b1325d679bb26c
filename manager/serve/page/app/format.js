/** Figures and states in words. */

export function bytes(count) {
  if (count === undefined) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(count) / Math.log(1024)));
  const value = count / 1024 ** step;
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

export const percent = (value) =>
  value === undefined ? "–" : `${value >= 10 ? Math.round(value) : value.toFixed(1)} %`;

/** Requests per second. */
export const rate = (value) => (value === undefined ? "–" : `${value >= 10 ? Math.round(value) : value.toFixed(1)} /s`);

export function milliseconds(value) {
  if (value === undefined) return "–";
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value >= 10 ? Math.round(value) : value.toFixed(1)} ms`;
}

export function duration(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60 === 0 ? "" : `${seconds % 60} s`}`.trim();
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function ago(at, now = Date.now()) {
  if (at === undefined) return "never";
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}

export const moment = (at) => new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

const states = {
  ACTIVE_HEALTHY: ["Healthy", "good"],
  ACTIVE_UNHEALTHY: ["Unhealthy", "warn"],
  STARTING: ["Starting", "busy"],
  CREATING: ["Not made yet", "busy"],
  PAUSED: ["Paused", "calm"],
  FAILED: ["Failed", "bad"],
  UNKNOWN: ["Host silent", "calm"],
};

/** @returns a word and a tone for how an instance is. */
export const stateOf = (state) => states[state] ?? [state, "calm"];

/** Whether somebody is at work on an instance. @param job the one that holds the stack, if any. */
export const isBusy = ({ id }, job) => job?.name.split(" ").includes(id) ?? false;

/** What only looks sick because of that. */
export const isAtWork = (project, job) =>
  ["FAILED", "ACTIVE_UNHEALTHY"].includes(project.state) && isBusy(project, job);

const healths = {
  healthy: ["Healthy", "good"],
  running: ["Running", "good"],
  starting: ["Starting", "busy"],
  unhealthy: ["Unhealthy", "warn"],
  restarting: ["Restarting", "bad"],
  stopped: ["Stopped", "calm"],
  missing: ["Missing", "calm"],
  unknown: ["Unknown", "calm"],
};

export const healthOf = (health) => healths[health] ?? [health, "calm"];

const services = {
  db: "Postgres",
  gateway: "Gateway",
  auth: "Auth",
  rest: "REST",
  realtime: "Realtime",
  storage: "Storage",
  imgproxy: "Image proxy",
  meta: "Postgres Meta",
  functions: "Functions",
  studio: "Studio",
  pooler: "Pooler",
  mail: "Mail catcher",
  templates: "Mail templates",
  analytics: "Analytics",
  vector: "Log collector",
  backup: "Backup",
  backupsql: "Backup SQL",
  edge: "Edge",
};

export const serviceName = (service) => services[service] ?? service;
