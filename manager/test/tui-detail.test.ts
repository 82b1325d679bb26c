import { renderToString } from "ink";
import { type FunctionComponent, createElement } from "react";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../operations/logs/logs";
import { levelOf } from "../operations/logs/level";
import { lastLines } from "../tui/detail/lastLines";
import type { LogQuestion } from "../tui/fleet";
import { Data } from "../tui/detail/DataScreen";
import { Keys } from "../tui/detail/KeysScreen";
import { Logs } from "../tui/detail/LogsScreen";
import { Services } from "../tui/detail/ServicesScreen";
import { shownVariables, withChange } from "../tui/detail/environment";
import { matching, shownLine } from "../tui/detail/logLines";
import { blocks } from "../tui/show/glyphs";
import { detailed, mixed, now } from "./support/statuses";
import { fakeFleet } from "./support/tuiFleet";
import { key, plainText, seated } from "./support/tuiScreen";

const at = Date.parse(now);
const drawn = <P extends object>(component: FunctionComponent<P>, props: P, columns = 80): string =>
  plainText(renderToString(createElement(component, props), { columns }));

const line = (service: LogLine["service"], text: string, second = 0): LogLine => ({ at: `2026-03-01T12:00:0${second}.000000000Z`, stream: "stdout", service, text }); // prettier-ignore
const lines = [
  line("db", "LOG:  checkpoint starting: time", 1),
  line("auth", '{"level":"error","msg":"cannot reach smtp.example.com"}', 2),
  line("gateway", '10.0.0.1 - - [01/Mar/2026:12:00:03 +0000] "GET /rest/v1/ HTTP/1.1" 401 27 "-" "curl"', 3),
  line("auth", "connected to postgres://admin:hunter2@db:5432/postgres", 4),
];
const shown = lines.map(shownLine);
const everything = { service: undefined, level: "debug", search: "" } as const;

describe("the services of an instance", () => {
  it("are shown with their figures, and the last words of a sick one", () => {
    expect(
      drawn(Services, {
        instance: detailed,
        last: [shownLine(lines[1] ?? line("auth", ""))],
        at: 1,
        columns: 80,
        room: 18,
        now,
      }),
    ).toMatchInlineSnapshot(`
      "api     https://shop.example.com
      studio  https://shop-studio.example.com
      mail    https://shop-mail.example.com
      release 0.8.2, Postgres 17

        SERVICE   HEALTH          CPU     MEMORY     LIMIT  RESTARTS          UP
        db        healthy      12.3 %    192 MiB   768 MiB         -      3 days
      › gateway   healthy       0.4 %     50 MiB   128 MiB         -      3 days
        auth      restarting        -          -         -         7           -
      auth is ending again and again: "fleet logs shop auth" says more.
      12:00:02 auth {"level":"error","msg":"cannot reach smtp.example.com"}"
    `);
  });
});

describe("the last lines of an instance", () => {
  it("are those of its sick services alone", async () => {
    const asked: string[] = [];
    const logs = async function* (_name: string, { services, follow }: LogQuestion): AsyncGenerator<LogLine> {
      asked.push(`${services.join(" ")} ${follow}`);
      yield line("auth", "level=fatal msg=gone");
    };
    expect(await lastLines({ logs }, detailed)).toMatchObject([{ service: "auth", level: "error" }]);
    expect(await lastLines({ logs }, { name: "shop", services: [] })).toEqual([]);
    expect(asked).toEqual(["auth false"]);
  });
});

describe("the log of an instance", () => {
  it("shows services side by side, with secrets hidden", () => {
    expect(drawn(Logs, { log: { lines: shown }, choice: everything, back: 0, searching: false, room: 10, now: at })).toMatchInlineSnapshot(`
      "all services   every level   following   4 lines
      12:00:01 db        LOG:  checkpoint starting: time
      12:00:02 auth      {"level":"error","msg":"cannot reach smtp.example.com"}
      12:00:03 gateway   10.0.0.1 - - [01/Mar/2026:12:00:03 +0000] "GET /rest/v1/ HTT…
      12:00:04 auth      connected to postgres://admin:[secret]@db:5432/postgres"
    `); // prettier-ignore
  });

  it("shows lines as a whole where that is asked for, and their ends where there is no room for all", () => {
    const whole = (room: number) => drawn(Logs, { log: { lines: shown }, choice: everything, back: 0, columns: 60, searching: false, room, now: at }, 60); // prettier-ignore
    expect(whole(10)).toMatchInlineSnapshot(`
      "all services   every level   following   4 lines
      12:00:01 db        LOG:  checkpoint starting: time
      12:00:02 auth      {"level":"error","msg":"cannot reach
                           smtp.example.com"}
      12:00:03 gateway   10.0.0.1 - - [01/Mar/2026:12:00:03 +0000]
                           "GET /rest/v1/ HTTP/1.1" 401 27 "-"
                           "curl"
      12:00:04 auth      connected to
                           postgres://admin:[secret]@db:5432/postg
                         res"
    `);
    expect(whole(3)).toMatchInlineSnapshot(`
      "all services   every level   following   4 lines
                           postgres://admin:[secret]@db:5432/postg
                         res"
    `);
  });

  it.each([
    [{ service: "auth" }, "auth auth"],
    [{ level: "warning" }, "auth gateway"],
    [{ level: "error" }, "auth"],
    [{ search: "SMTP" }, ""],
    [{ search: "smtp" }, "auth"],
  ] as const)("is narrowed by %j", (choice, expected) => {
    expect(matching(shown, { ...everything, ...choice }).map(({ service }) => service).join(" ")).toBe(expected); // prettier-ignore
  });

  it("says since when it waits for a slow host", () => {
    const waits = drawn(Logs, { log: { lines: [], since: at - 9000 }, choice: everything, back: 0, searching: false, room: 5, now: at }); // prettier-ignore
    expect(waits).toContain("Reading the log … 9 s");
  });

  it("lets nothing in a line steer the terminal", () => {
    expect(shownLine(line("db", "\u001b[31mred\u001b[0m and \u0007 bell")).text).toBe("red and \\u0007 bell");
  });

  it.each([
    ["ERROR:  relation does not exist", "error"],
    ["2026-03-01 12:00:00 UTC [1] FATAL:  the database system is starting up", "error"],
    ['time="2026" level=warning msg="slow"', "warning"],
    ["[info] Running RealtimeWeb.Endpoint", "info"],
    ['1.2.3.4 - - [x] "GET / HTTP/1.1" 503 12 "-" "-"', "error"],
    ["DEBUG: nothing", "debug"],
    ["no errors at all", "info"],
  ])("takes %j for %s", (text, level) => {
    expect(levelOf(text)).toBe(level);
  });
});

describe("the environment of an instance", () => {
  const variables = [
    { path: "env.auth.GOTRUE_SMTP_PASS", service: "auth", name: "GOTRUE_SMTP_PASS", kind: "encrypted" },
    { path: "env.rest.PGRST_DB_MAX_ROWS", service: "rest", name: "PGRST_DB_MAX_ROWS", kind: "text", value: "100" },
  ] as const;

  it("hides every value but the one that is asked for", () => {
    const hidden = shownVariables(variables, [], undefined, blocks);
    expect(hidden.map(({ value }) => value)).toEqual(["•••••••• (encrypted)", "••••••••"]);
    expect(shownVariables(variables, [], "env.rest.PGRST_DB_MAX_ROWS", blocks)[1]?.value).toBe("100");
  });

  it("tells what is about to be written", () => {
    const pending = withChange(withChange([], { path: "env.db.A", value: "1", secret: false }), { path: variables[0].path, value: undefined, secret: false }); // prettier-ignore
    expect(shownVariables(variables, pending, undefined, blocks).map(({ name, state }) => `${name} ${state}`)).toEqual(["GOTRUE_SMTP_PASS goes", "PGRST_DB_MAX_ROWS as it is", "A new"]); // prettier-ignore
  });

  it("is written by one edit, after its plan was shown", { timeout: 20_000 }, async () => {
    const { fleet, did } = fakeFleet({ variables: () => variables });
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types(key.enter);
    await seat.sees("[1 services]");
    await seat.types("3");
    await seat.sees("PGRST_DB_MAX_ROWS");
    expect(seat.screen()).not.toContain("100");
    await seat.types(key.down, key.enter);
    await seat.sees("Value");
    await seat.types(key.backspace, key.backspace, "50", key.enter);
    await seat.sees("(changed)");
    await seat.types("w");
    await seat.sees("y do it");
    await seat.types("y");
    await seat.sees("✓ set blog env.rest.PGRST_DB_MAX_ROWS");
    expect(did).toEqual(["carried out set blog env.rest.PGRST_DB_MAX_ROWS"]);
    expect(seat.screen()).not.toContain("(changed)");
    seat.leaves();
  });
});

describe("somebody at the environment of an instance", { timeout: 20_000 }, () => {
  const there = async () => {
    const seat = seated(fakeFleet().fleet);
    await seat.sees("blog     healthy");
    await seat.types(key.enter);
    await seat.sees("[1 services]");
    await seat.types("3");
    await seat.sees("Its entry sets no variables.");
    await seat.types("n", key.enter);
    await seat.sees("! a variable needs a name");
    await seat.types(..."FIRST", key.enter);
    await seat.sees(/FIRST .*\(new\)/);
    return seat;
  };

  it("finds what was typed again after a look at something else", async () => {
    const seat = await there();
    await seat.types("1");
    await seat.sees("[1 services]");
    await seat.types("3");
    await seat.sees(/FIRST .*\(new\)/);
    seat.leaves();
  });

  it("is told before it leaves that something is not written", async () => {
    const seat = await there();
    await seat.types("1");
    await seat.sees("[1 services]");
    await seat.types(key.escape);
    await seat.sees("A change is not written: w writes, z forgets, and esc leaves without.");
    await seat.sees("[3 environment]");
    await seat.types(key.escape);
    await seat.sees("q quit");
    seat.leaves();
  });

  it("leaves at once when all of it was forgotten", async () => {
    const seat = await there();
    await seat.types("z");
    await seat.sees("Its entry sets no variables.");
    await seat.types(key.escape);
    await seat.sees("q quit");
    seat.leaves();
  });
});

describe("the keys of an instance", () => {
  const keys = {
    name: "blog",
    urls: { api: "https://blog.example.com" },
    keys: [
      { name: "publishableKey", use: "API key for browsers and apps", public: true, value: "sb_publishable_abc" },
      { name: "secretKey", use: "API key for servers", public: false, mark: "#1a2b3c4d" },
      { name: "databaseUrl", use: "the database itself", public: false, value: "postgres://postgres:[secret]@db" },
    ],
    notes: [],
  } as const;

  it("are marks and masked addresses", () => {
    expect(drawn(Keys, { reading: { value: keys }, at: 1, room: 8, now: at })).toMatchInlineSnapshot(`
      "  api               https://blog.example.com

        publishableKey    sb_publishable_abc  API key for browsers and apps
      › secretKey         #1a2b3c4d (hidden)  API key for servers
        databaseUrl       postgres://postgres:[secret]@db  the database itself"
    `);
  });

  it("are copied in full, and never drawn", { timeout: 20_000 }, async () => {
    const { fleet, copied } = fakeFleet({ keys: async () => keys, reveal: async (_name, only) => `plain ${only}` });
    const seat = seated(fleet);
    await seat.sees("blog     healthy");
    await seat.types(key.enter);
    await seat.sees("[1 services]");
    await seat.types("4");
    await seat.sees("#1a2b3c4d (hidden)");
    await seat.types(key.down, "c");
    await seat.sees("secretKey is on the clipboard");
    expect(copied).toEqual(["plain secretKey"]);
    expect(seat.screen()).not.toContain("plain");
    seat.leaves();
  });
});

describe("the data of an instance", () => {
  const instance = mixed.instances.find(({ name }) => name === "shop");
  const backup = { instance: "shop", id: "20260226T030000Z", at: "2026-02-26T03:00:04.000Z", bytes: 52_428_800, postgres: "17", exact: true, logUntil: "2026-03-01T11:59:10.000Z", snapshots: { data: "a", done: "b", objects: [] } }; // prettier-ignore

  it("is shown with its backups, the last drill and what is wrong with them", () => {
    expect(drawn(Data, { instance, backups: { value: [backup] }, room: 16, now: at })).toMatchInlineSnapshot(`
      "VOLUME                 SIZE
      supabase-shop-db-data  1.2 GiB   ████████████████████
      supabase-shop-storage  0 B       ░░░░░░░░░░░░░░░░░░░░

      Last backup     3 days ago
      Last drill      no restore was ever proven
      The last backup is 80 h old; backup.maxAge is 30 h.

      BACKUP              SIZE      RESTORES
      20260226T030000Z    50 MiB    2026-02-26T03:00 to 2026-03-01T11:59"
    `);
  });
});
