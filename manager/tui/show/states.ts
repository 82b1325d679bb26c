import type { InstanceState, ServiceHealth } from "../../operations/status";

/** States in the words of a screen. */
export const stateWords: Record<InstanceState, string> = {
  CREATING: "creating",
  STARTING: "starting",
  ACTIVE_HEALTHY: "healthy",
  ACTIVE_UNHEALTHY: "unhealthy",
  PAUSED: "paused",
  FAILED: "failed",
  UNKNOWN: "unknown",
};

/** Colours only repeat what the words say. */
export const stateColours: Record<InstanceState, string> = {
  CREATING: "cyan",
  STARTING: "cyan",
  ACTIVE_HEALTHY: "green",
  ACTIVE_UNHEALTHY: "yellow",
  PAUSED: "gray",
  FAILED: "red",
  UNKNOWN: "magenta",
};

/** What needs somebody first. */
export const urgency: Record<InstanceState, number> = {
  FAILED: 0,
  ACTIVE_UNHEALTHY: 1,
  UNKNOWN: 2,
  STARTING: 3,
  CREATING: 4,
  ACTIVE_HEALTHY: 5,
  PAUSED: 6,
};

export const isWell = (health: ServiceHealth): boolean => health === "healthy" || health === "running";

export const healthColour = (health: ServiceHealth): string =>
  isWell(health) ? "green" : health === "starting" ? "cyan" : health === "missing" ? "gray" : "red";
