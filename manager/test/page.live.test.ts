import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { missingDocker, psql } from "../../test/live/docker";
import { openWorkspace, program } from "../operations/workspace";
import { setPassword } from "../operations/access/password";
import { type Opened, loaded, missingBrowser, openBrowser, picture } from "./support/browser";
import { type LiveFleet, liveFleet } from "./support/live";

const name = "page-story";
const password = "correct horse battery";
/** Milliseconds that a job of an instance may take. */
const patience = 240_000;

/** Serves a fleet by the command line. @returns the address. */
async function served(folder: string): Promise<{ server: ChildProcess; base: string }> {
  const environment = { ...process.env, FLEET_FOLDER: folder, FLEET_STACK: "live", NO_COLOR: "1" };
  const server = spawn(join(program, "bin/fleet"), ["serve", "--port", "0"], { env: environment, stdio: ["ignore", "pipe", "inherit"] }); // prettier-ignore
  const base = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (said: Buffer) => {
      const [url] = /http:\/\/[\d.:]+\d/.exec(said.toString()) ?? [];
      if (url !== undefined) resolve(url);
    });
    server.once("exit", (code) => reject(new Error(`fleet serve ended with ${code}`)));
  });
  return { server, base };
}

describe.skipIf(missingDocker() ?? missingBrowser())("the web page, from nothing to nothing again", () => {
  let live: LiveFleet;
  let store: string;
  let server: ChildProcess;
  let opened: Opened;
  let base: string;
  let key: string;
  let api: string;

  const click = async (words: string) => await opened.page.locator(`::-p-aria([name="${words}"])`).click();
  const fill = async (field: string, text: string) => await opened.page.locator(`[name="${field}"]`).fill(text);
  const see = async (selector: string, timeout = 30_000) => void (await opened.page.waitForSelector(selector, { timeout, visible: true })); // prettier-ignore
  const at = async (tab: string) => void (await opened.page.goto(`${base}/#/projects/${name}/${tab}`));
  /** Agrees to what a dialog asks, and waits for its job. */
  const agree = async (yes: string) => {
    const button = opened.page.locator(`dialog footer ::-p-aria([name="${yes}"][role="button"])`);
    await button.setTimeout(120_000).click();
    await see("dialog [data-job=done], dialog [data-job=failed]", patience);
    await picture(opened.page, `job-${yes.toLowerCase().replace(/ /g, "-")}`);
    expect(await said("dialog .job-state")).toContain("Done");
    await opened.page.locator(`dialog footer ::-p-aria([name="Close"])`).click();
  };
  /** What stands at a place; the browser works out an expression, for its types are not those of this program. */
  const said = async (selector: string) =>
    String(await opened.page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent`));
  const stateIs = async (word: string) => {
    await expect.poll(() => said(".head .state"), { timeout: patience }).toBe(word);
  };

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    live.write([], { hosts: { local: { edge: { mode: "none" }, subnets: "10.232.0.0/16" } } });
    store = mkdtempSync(join(tmpdir(), "fleet-store-"));
    chmodSync(store, 0o755);
    await setPassword(openWorkspace({ folder: live.folder, stack: "live" }), password);
    ({ server, base } = await served(live.folder));
    opened = await openBrowser(base);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await picture(opened.page, `failed-${task.name.slice(0, 12)}`);
  });
  afterAll(async () => {
    await opened?.close();
    server?.kill();
    live?.remove();
    rmSync(store, { recursive: true, force: true });
  });

  it("lets the owner in, and teaches the first step", async () => {
    await loaded(opened.page, base, "[name=password]");
    await picture(opened.page, "login");
    await fill("password", password);
    await click("Log in");
    await see(".empty");
    await picture(opened.page, "empty");
    await click("Make the first instance");
  });

  it("makes an instance after showing the plan, and shows it healthy", async () => {
    await fill("name", name);
    await picture(opened.page, "create-name");
    await click("Next");
    for (const service of ["realtime", "storage", "imgproxy", "functions", "studio", "meta", "pooler", "mail"])
      await opened.page.locator(`label:has([name="services.${service}"])`).click();
    await click("Next");
    await fill("backups", store);
    await click("Show the plan");
    await see(".plan .lead", 120_000);
    await picture(opened.page, "create-plan");
    expect(await said(".plan")).toContain("will be made on local");
    await click("Make it");
    await see(".steps li", patience);
    await picture(opened.page, "create-progress");
    await see(".containers", patience);
    await stateIs("Healthy");
    await picture(opened.page, "overview");
  });

  it("copies a key with which supabase-js reads a table", async () => {
    psql(name, "create table notes (id int, text text); insert into notes values (1, 'by the page'); grant select on notes to anon; notify pgrst, 'reload schema'"); // prettier-ignore
    await at("connect");
    await see(".keys");
    await picture(opened.page, "connect");
    await click("Copy Publishable key");
    const copied = async () => (key = String(await opened.page.evaluate("navigator.clipboard.readText()")));
    await expect.poll(copied, { timeout: 10_000 }).toMatch(/^sb_publishable_/);
    api = /"(http[^"]+)"/.exec(await said("[data-snippet]"))?.[1] ?? "";
    await expect.poll(async () => (await client(api, key).from("notes").select("text")).data, { timeout: 60_000 }).toEqual([{ text: "by the page" }]); // prettier-ignore
  });

  it("shows a secret when it is asked to, and notes who saw it", async () => {
    const shown = async () => await said("[data-key=secretKey] > code");
    expect(await shown()).toMatch(/^•+ +#/);
    await click("Reveal Secret key");
    await expect.poll(shown, { timeout: 60_000 }).toMatch(/^sb_secret_/);
    await at("activity");
    await see(".table");
    await picture(opened.page, "activity");
    expect(await said(".table")).toMatch(/owner\s*keys page-story --reveal/);
  });

  it("changes a setting after showing what it would do", async () => {
    await at("settings");
    await click("REST");
    await picture(opened.page, "settings");
    await fill("rest.maxRows", "1");
    await click("Review the plan");
    await see(".reasons", 120_000);
    await picture(opened.page, "settings-plan");
    expect(await said(".reasons")).toContain("rest.maxRowsdefault → 1");
    await agree("Apply");
    psql(name, "insert into notes values (2, 'more')");
    await expect.poll(async () => (await client(api, key).from("notes").select()).data?.length, { timeout: 60_000 }).toBe(1); // prettier-ignore
  });

  it("backs up, lists the backup, and shows logs and figures", async () => {
    await at("backups");
    await see(".summary");
    const listed = async () =>
      Number(await opened.page.evaluate(`document.querySelectorAll(".table tbody tr").length`));
    const before = await listed();
    await click("Back up now");
    await agree("Back up");
    await expect.poll(listed, { timeout: 60_000 }).toBeGreaterThan(before);
    await picture(opened.page, "backups");
    await at("logs");
    await see(".lines p time");
    await picture(opened.page, "logs");
    await opened.page.goto(`${base}/#/`);
    await see(".instances .spark .line");
    await picture(opened.page, "list");
  });

  it("pauses and resumes", async () => {
    await at("overview");
    await click("Pause");
    await agree("Pause");
    await stateIs("Paused");
    await click("Resume");
    await agree("Resume");
    await stateIs("Healthy");
  });

  it("deletes it once its name is typed", async () => {
    await click("Delete…");
    await see("dialog .plan", 120_000);
    expect(await opened.page.$("dialog footer .danger:disabled")).not.toBeNull();
    await fill("repeat", name);
    await picture(opened.page, "delete");
    await opened.page.locator(`dialog footer ::-p-aria([name="Delete for good"][role="button"])`).click();
    await see(".empty", patience);
    expect(opened.complaints).toEqual([]);
  });
});
