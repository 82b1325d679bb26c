import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page, launch } from "puppeteer-core";

const program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path)); // prettier-ignore

/** Why no browser can run here. */
export const missingBrowser = (): string | undefined =>
  program === undefined ? "no Chromium on this machine" : undefined;

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]; // prettier-ignore

/** A real browser, and what went wrong in it. */
export interface Opened {
  readonly browser: Browser;
  readonly page: Page;
  /** Errors of scripts and of the policy that the page is under, and addresses of other hosts that it asked for. */
  readonly complaints: string[];
  /** Folder into which it saves files. */
  readonly downloads: string;
  close(): Promise<void>;
}

/** @param base address of the page; whatever it asks elsewhere is a complaint. */
export async function openBrowser(base: string): Promise<Opened> {
  const own = mkdtempSync(join(tmpdir(), "fleet-browser-"));
  const downloads = join(own, "downloads");
  const browser = await launch({
    downloadBehavior: { policy: "allow", downloadPath: downloads },
    executablePath: program ?? "",
    args: flags,
    userDataDir: own,
    protocolTimeout: 600_000,
  });
  await browser
    .defaultBrowserContext()
    .overridePermissions(base, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A browser drops its requests when Docker makes or removes a network; the page asks again.
    const passing = /net::ERR_(NETWORK_CHANGED|ABORTED)/.test(message.text());
    if (message.type() === "error" && !passing) complaints.push(message.text());
  });
  page.on("request", (request) => {
    // The browser's own drawings, such as a calendar's, come from no host.
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) complaints.push(request.url());
  });
  return {
    browser,
    page,
    complaints,
    downloads,
    async close() {
      await browser.close();
      rmSync(own, { recursive: true, force: true });
    },
  };
}

/** Loads a page until something of it is there: see above for why it may take more than one try. */
export async function loaded(page: Page, url: string, selector: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await page.goto(url);
      await page.waitForSelector(selector, { timeout: 15_000 });
      return;
    } catch (error) {
      if (tries === 4) throw error;
    }
  }
}

/** Folder for pictures of every screen; none are taken when unset. */
const album = process.env.FLEET_PICTURES;

/** Takes pictures of what is on the screen: light, dark, and on a phone. */
export async function picture(page: Page, name: string): Promise<void> {
  if (album === undefined) return;
  const looks = { light: [1280, 860], dark: [1280, 860], phone: [390, 780] } as const;
  for (const [look, [width, height]] of Object.entries(looks)) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look === "dark" ? "dark" : "light" }]);
    await page.screenshot({ path: join(album, `${name}-${look}.png`), captureBeyondViewport: false });
  }
  await page.emulateMediaFeatures([]);
  await page.setViewport({ width: 1280, height: 900 });
}
