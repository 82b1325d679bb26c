import type { Healthcheck } from "../spec";

/** What most services say when asked: five seconds apart, three times, as upstream has it. */
const usual = { interval: 5, timeout: 5, retries: 3, startPeriod: 30 };

/**
 * Probes of containers. Addresses are 127.0.0.1: `localhost` is ::1 first in some images, where nothing listens.
 * Start periods are generous: a migration on a slow disk is no illness.
 */
export const wget = (url: string, more: Partial<Healthcheck> = {}): Healthcheck => ({
  test: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", url],
  ...usual,
  ...more,
});

export const command = (argv: readonly string[], more: Partial<Healthcheck> = {}): Healthcheck => ({
  test: ["CMD", ...argv],
  ...usual,
  ...more,
});

export const shell = (script: string, more: Partial<Healthcheck> = {}): Healthcheck => ({
  test: ["CMD-SHELL", script],
  ...usual,
  ...more,
});

/** For images with neither curl nor wget: bash itself opens the port. */
export const tcp = (port: number, more: Partial<Healthcheck> = {}): Healthcheck => ({
  test: ["CMD", "bash", "-c", `timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`],
  ...usual,
  ...more,
});
