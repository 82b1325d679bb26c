import { stripVTControlCharacters } from "node:util";
import { render } from "ink-testing-library";
import { createElement } from "react";
import { expect } from "vitest";
import { App } from "../../tui/App";
import type { Fleet } from "../../tui/fleet";

/** Keys as a terminal sends them. */
export const key = {
  enter: "\r",
  escape: "\u001b",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
  tab: "\t",
  backspace: "\u007f",
} as const;

/** A screen as text: colours left out, and the spaces at the ends of lines. */
export const plainText = (screen: string): string =>
  stripVTControlCharacters(screen)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");

/** The screens, with somebody at the keys. */
export function seated(fleet: Fleet, size = { columns: 80, rows: 23 }) {
  const app = render(createElement(App, { fleet, size }));
  const screen = () => plainText(app.lastFrame() ?? "");
  const sees = async (text: string | RegExp) =>
    await expect.poll(screen, { timeout: 15_000, interval: 20 }).toMatch(text);
  return {
    screen,
    sees,
    /** All at the same moment. */
    burst: (...keys: readonly string[]) => keys.forEach((one) => app.stdin.write(one)),
    async types(...keys: readonly string[]) {
      for (const one of keys) {
        app.stdin.write(one);
        // Ink waits a moment to tell an escape key from the start of another.
        await new Promise((resolve) => setTimeout(resolve, one === key.escape ? 100 : 5));
      }
    },
    leaves: () => app.unmount(),
  };
}
