import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { docker, missingDocker, psql } from "../../test/live/docker";
import { loaded, missingBrowser, picture } from "./support/browser";
import { type LiveFleet, liveFleet } from "./support/live";
import { type Driven, drive, password, patience } from "./support/page";

const name = "page-story";
const secret = "typed-where-nobody-looks";

describe.skipIf(missingDocker() ?? missingBrowser())("the web page, from nothing to nothing again", () => {
  let live: LiveFleet;
  let store: string;
  let driven: Driven;
  let key: string;
  let api: string;

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    live.write([], { hosts: { local: { edge: { mode: "none" }, subnets: "10.232.0.0/16" } } });
    store = mkdtempSync(join(tmpdir(), "fleet-store-"));
    chmodSync(store, 0o755);
    driven = await drive(live.folder);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await picture(driven.page, `failed-${task.name.slice(0, 12)}`);
  });
  afterAll(async () => {
    await driven?.end();
    live?.remove();
    rmSync(store, { recursive: true, force: true });
  });

  it("lets the owner in, and teaches the first step", async () => {
    await loaded(driven.page, driven.base, "[name=password]");
    await driven.shown("login");
    await driven.fill("password", password);
    await driven.click("Log in");
    await driven.see(".empty");
    await driven.shown("empty");
    await driven.click("Make the first instance");
  });

  it("makes an instance after showing the plan, and shows it healthy", async () => {
    await driven.fill("name", name);
    await driven.shown("create-name");
    await driven.click("Next");
    for (const service of ["realtime", "storage", "imgproxy", "functions", "studio", "meta", "pooler", "mail"])
      await driven.page.locator(`label:has([name="services.${service}"])`).click();
    await driven.click("Next");
    await driven.fill("backups", store);
    await driven.click("Show the plan");
    await driven.see(".plan .lead", 120_000);
    await driven.shown("create-plan");
    expect(await driven.said(".plan")).toContain("will be made on local");
    await driven.click("Make it");
    await driven.see(".steps li", patience);
    await driven.shown("create-progress");
    await driven.see(".containers", patience);
    await driven.stateIs("Healthy");
  });

  it("copies a key with which supabase-js reads a table", async () => {
    psql(name, "create table notes (id int, text text); insert into notes values (1, 'by the page'); grant select on notes to anon; notify pgrst, 'reload schema'"); // prettier-ignore
    await driven.at(name, "connect");
    await driven.see(".keys");
    await driven.shown("connect");
    await driven.click("Copy Publishable key");
    const copied = async () => (key = String(await driven.page.evaluate("navigator.clipboard.readText()")));
    await expect.poll(copied, { timeout: 60_000 }).toMatch(/^sb_publishable_/);
    api = /"(http[^"]+)"/.exec(await driven.said("[data-snippet]"))?.[1] ?? "";
    await expect.poll(async () => (await client(api, key).from("notes").select("text")).data, { timeout: 60_000 }).toEqual([{ text: "by the page" }]); // prettier-ignore
  });

  it("shows a secret when it is asked to, and notes who saw it", async () => {
    const shown = async () => await driven.said("[data-key=secretKey] > code");
    expect(await shown()).toMatch(/^•+ +#/);
    await driven.click("Reveal Secret key");
    await expect.poll(shown, { timeout: 60_000 }).toMatch(/^sb_secret_/);
    await driven.at(name, "activity");
    await driven.see(".table");
    await driven.shown("activity");
    expect(await driven.said(".table")).toMatch(/owner\s*keys page-story --reveal/);
  });

  it("changes a setting after showing what it would do", async () => {
    await driven.at(name, "settings");
    await driven.click("REST");
    await driven.shown("settings");
    await driven.fill("rest.maxRows", "1");
    await driven.click("Variables");
    await driven.fill("env.rest", "SIGNING_KEY");
    await driven.page.locator(`[data-path="env.rest"] .adding button`).click();
    expect(await driven.page.$(`[name="env.rest.SIGNING_KEY"][type=password]`)).not.toBeNull();
    await driven.fill("env.rest.SIGNING_KEY", secret);
    await driven.click("Review the plan");
    await driven.see(".reasons", 120_000);
    await driven.shown("settings-plan");
    expect(await driven.said(".reasons")).toContain("rest.maxRowsdefault → 1");
    expect(await driven.said("dialog")).not.toContain(secret);
    await driven.agree("Apply");
    psql(name, "insert into notes values (2, 'more')");
    await expect.poll(async () => (await client(api, key).from("notes").select()).data?.length, { timeout: 60_000 }).toBe(1); // prettier-ignore
  });

  it("gives a typed secret to the service, and never shows it again", async () => {
    expect(docker("inspect", "--format", "{{json .Config.Env}}", `supabase-${name}-rest`)).toContain(secret);
    expect(readFileSync(live.stackFile, "utf8")).not.toContain(secret);
    await driven.page.reload();
    await driven.click("Variables");
    await driven.see(`[name="env.rest.SIGNING_KEY"][placeholder="set, hidden"]`);
    await driven.shown("settings-secret");
    await driven.click("Backup");
    await driven.see(`[name="backup.store.path"]`);
    await driven.page.evaluate(
      `document.querySelector('[name="backup.store.path"]').scrollIntoView({ block: "center" })`,
    );
    await driven.shown("settings-store");
  });

  it("backs up, lists the backup, and shows logs and figures", async () => {
    await driven.at(name, "backups");
    await driven.see(".summary");
    const listed = async () =>
      Number(await driven.page.evaluate(`document.querySelectorAll(".table tbody tr").length`));
    const before = await listed();
    await driven.click("Back up now");
    await driven.agree("Back up");
    await expect.poll(listed, { timeout: 60_000 }).toBeGreaterThan(before);
    await driven.at(name, "logs");
    await driven.see(".lines p time");
    await driven.shown("logs");
    await driven.page.goto(`${driven.base}/#/`);
    await driven.see(".instances .spark .line");
    await driven.shown("list");
  });

  it("draws what went through the gateway, pauses and resumes", async () => {
    await driven.at(name, "overview");
    // The server has looked at the gateway since the page showed it first.
    await driven.see(`[data-chart=Requests] svg[aria-label*="at most"]:not([aria-label*="at most 0.0"])`);
    await driven.see(`[data-chart^=Latency] svg[aria-label*="at most"]:not([aria-label*="unknown, at most unknown"])`);
    await driven.shown("overview");
    await driven.click("Pause");
    await driven.agree("Pause");
    await driven.stateIs("Paused");
    await driven.click("Resume");
    await driven.agree("Resume");
    await driven.stateIs("Healthy");
  });

  it("deletes it once its name is typed", async () => {
    await driven.click("Delete…");
    await driven.see("dialog .plan", 120_000);
    expect(await driven.page.$("dialog footer .danger:disabled")).not.toBeNull();
    await driven.fill("repeat", name);
    await driven.shown("delete");
    await driven.press("Delete for good");
    await driven.see(".empty", patience);
    expect(driven.complaints).toEqual([]);
  });
});
