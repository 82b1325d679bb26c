import { expect } from "vitest";
import { setPassword } from "../../operations/access/password";
import { openWorkspace } from "../../operations/workspace";
import { missedOn } from "./accessible";
import { type Opened, openBrowser, picture } from "./browser";
import { serving } from "./served";

/** The owner's password on the page. */
export const password = "correct horse battery";

/** Milliseconds that a job of an instance may take. */
export const patience = 240_000;

export type Driven = Awaited<ReturnType<typeof drive>>;

/** Serves a fleet and opens its page in a browser, to be driven in the words that stand on it. */
export async function drive(folder: string) {
  await setPassword(openWorkspace({ folder, stack: "live" }), password);
  const server = await serving(folder);
  const base = server.url;
  const opened: Opened = await openBrowser(base);
  const { page } = opened;
  page.setDefaultTimeout(120_000);
  const click = async (words: string) => await page.locator(`::-p-aria([name="${words}"])`).click();
  const see = async (selector: string, timeout = 120_000) => void (await page.waitForSelector(selector, { timeout, visible: true })); // prettier-ignore
  /** What stands at a place; the browser works out an expression, for its types are not those of this program. */
  const said = async (selector: string) =>
    String(await page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent`));
  return {
    ...opened,
    base,
    click,
    see,
    said,
    fill: async (field: string, text: string) => await page.locator(`[name="${field}"]`).fill(text),
    at: async (name: string, tab: string) => void (await page.goto(`${base}/#/projects/${name}/${tab}`)),
    /** Takes a picture, and sees that nothing of it is missed by who sees badly. */
    async shown(screen: string): Promise<void> {
      await picture(page, screen);
      expect(await missedOn(page), screen).toEqual([]);
    },
    /** Presses a button of the dialog that is open. */
    press: async (words: string) =>
      await page.locator(`dialog footer ::-p-aria([name="${words}"][role="button"])`).setTimeout(120_000).click(),
    /** Agrees to what a dialog asks, and waits for the good end of its job. @returns what its steps were. */
    async agree(yes: string): Promise<string> {
      await this.press(yes);
      await see("dialog [data-job=done], dialog [data-job=failed]", patience);
      await this.shown(`job-${yes.toLowerCase().replace(/ /g, "-")}`);
      expect(await said("dialog .job")).toMatch(/^\s*Done/);
      const steps = await said("dialog .steps");
      // What it came to is said last, and has to be seen.
      const seen = "(([list]) => list.lastElementChild.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom + 1)(document.querySelectorAll('dialog .steps'))"; // prettier-ignore
      expect(await page.evaluate(seen)).toBe(true);
      await this.press("Close");
      return steps;
    },
    stateIs: async (word: string) => await expect.poll(() => said(".head .state"), { timeout: patience }).toBe(word),
    async end() {
      await opened.close();
      await server.stop();
    },
  };
}
