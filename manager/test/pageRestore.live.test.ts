import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { missingDocker, psql } from "../../test/live/docker";
import { firstBackup, shipLog } from "./support/backups";
import { loaded, missingBrowser, picture } from "./support/browser";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { type Driven, drive, password, patience } from "./support/page";

const name = "restored-story";
const copy = "copied-story";
const sql = "create table notes (id int, text text); insert into notes values (1, 'before'), (2, 'before')";

describe.skipIf(missingDocker() ?? missingBrowser())("backups on the web page", () => {
  let live: LiveFleet;
  let store: string;
  let driven: Driven;
  const notes = (of: string) => psql(of, "select string_agg(text, ',' order by id) from notes");

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name, copy]);
    store = mkdtempSync(join(tmpdir(), "fleet-store-"));
    chmodSync(store, 0o755);
    const backup = { schedule: "24h", pointInTime: true, store: { backend: "folder", path: store } };
    live.write([leanInstance(name, { backup, database: { initSql: sql } })], { hosts: { local: { edge: { mode: "none" }, subnets: "10.233.0.0/16" } } }); // prettier-ignore
    const [applied, page] = await Promise.all([live.fleet("apply", "--yes"), drive(live.folder)]);
    driven = page;
    if (applied.code !== 0) throw new Error(applied.stderr);
    await loaded(driven.page, driven.base, "[name=password]");
    await driven.fill("password", password);
    await driven.click("Log in");
    await driven.see(".instances");
    await firstBackup(name);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await picture(driven.page, `failed-${task.name.slice(0, 12)}`);
  });
  afterAll(async () => {
    await driven?.end();
    live?.remove();
    rmSync(store, { recursive: true, force: true });
  });

  it("proves that the newest one restores, and says since when that is known", async () => {
    await driven.at(name, "backups");
    await driven.see(".table tbody tr");
    expect(await driven.said(".summary")).toContain("Last proven restorenever");
    await driven.click("Prove that it restores");
    expect(await driven.agree("Run the drill")).toMatch(/restored and compared in \d+ s: \d+ tables with \d+ rows/);
    await expect
      .poll(() => driven.said(".summary"), { timeout: 60_000 })
      .toMatch(/Last proven restorejust now in \d+ s/);
    await driven.shown("backups");
  });

  it("hands an admin the dump in one as a file", async () => {
    await driven.page.locator('button[aria-label^="Download the dump"]').click();
    const saved = () => readdirSync(driven.downloads).find((file) => /^restored-story-\d{8}T\d{6}Z\.dump$/.test(file));
    await expect.poll(saved, { timeout: 60_000 }).toBeTruthy();
    expect(
      readFileSync(join(driven.downloads, saved() ?? ""))
        .subarray(0, 5)
        .toString(),
    ).toBe("PGDMP");
  });

  it("shows what a backup would bring, and leaves it at that", async () => {
    await driven.page.locator('button[aria-label^="Restore the backup of"]').click();
    await driven.see("dialog .facts", 120_000);
    expect(await driven.said("dialog .facts")).toMatch(/It brings \d+ tables with \d+ rows/);
    expect(await driven.page.$("dialog footer .danger:disabled")).not.toBeNull();
    await driven.fill("repeat", name);
    await driven.shown("restore");
    await driven.press("Not now");
    expect(notes(name)).toBe("before,before");
  });

  it("puts a moment before a mistake in the place of what is there, once the name is typed", async () => {
    psql(name, "insert into notes values (3, 'kept')");
    await sleep(1100);
    const moment = Math.floor(Date.now() / 1000) * 1000;
    psql(name, "delete from notes; insert into notes values (3, 'a mistake')");
    await shipLog(name);
    await driven.page.reload();
    await driven.page.locator('::-p-aria([name="Restore to a moment…"])').setTimeout(120_000).click();
    await driven.see("[name=moment]");
    await driven.shown("restore-to-moment");
    // As the browser's own chooser does it: in its time zone.
    await driven.page.evaluate(`((field) => {
      const date = new Date(${moment});
      field.value = new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    })(document.querySelector("[name=moment]"))`);
    await driven.press("Look at it");
    await driven.see("dialog .facts", 120_000);
    await driven.fill("repeat", name);
    expect(await driven.agree("Put it in place")).toMatch(/s of them down.*fleet snapshots remove restored-story/s);
    expect(notes(name)).toBe("before,before,kept");
    await driven.stateIs("Healthy");
    // Its backup container has begun anew.
    await expect.poll(() => driven.said(".summary"), { timeout: 60_000 }).toMatch(/Last proven restore(just now|\d min ago) in \d+ s/); // prettier-ignore
  });

  it("brings one up as a new instance after showing its plan", async () => {
    psql(name, "insert into notes values (4, 'later')");
    await driven.page
      .locator('tbody tr:last-child button[aria-label$="up as a new instance"]')
      .setTimeout(120_000)
      .click();
    await driven.fill("name", copy);
    await driven.shown("restore-as");
    await driven.click("Show the plan");
    await driven.see("dialog .plan", 120_000);
    await driven.shown("restore-as-plan");
    expect(await driven.said("dialog .plan")).toMatch(new RegExp(`${copy} will be made on local`));
    await driven.press("Bring it up");
    await driven.see("dialog [data-job=done], dialog [data-job=failed]", patience);
    expect(await driven.said("dialog .steps")).toMatch(/\d+ tables with \d+ rows, \d+ objects, in \d+ s/);
    await driven.press(`Open ${copy}`);
    await driven.stateIs("Healthy");
    expect([notes(copy), notes(name)]).toEqual(["before,before", "before,before,kept,later"]);
    expect(driven.complaints).toEqual([]);
  });
});
