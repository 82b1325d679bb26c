import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../cli/commands/plan";
import { pair } from "../cli/show/fit";
import { planMarkdown } from "../cli/show/planMarkdown";
import { planText } from "../cli/show/planText";
import { expected, expectedFrom } from "../operations/plan/downtime";
import { changesAnything, planOf } from "../operations/plan/plan";
import { models } from "./support/plans";
import { container, ledger, modelOf, other, step } from "./support/steps";

/** The measured figures change with every measurement; these do not. */
const times = expectedFrom([
  { kind: "auth", failing: { auth: 2.1, rest: 0 } },
  { kind: "gateway", failing: { auth: 1.2, rest: 1.3 } },
  { kind: "jwtSecret", failing: { auth: 7.4, rest: 6 } },
  { kind: "resume", failing: { auth: 20.5, rest: 19 } },
]);

const plans = Object.entries(models).map(([name, model]) => ({ name, plan: planOf("prod", model, times) }));

describe.each(plans)("the plan '$name'", ({ name, plan }) => {
  it("reads as it should on a terminal of 100 columns", async () => {
    const text = planText(plan, 100);
    await expect(`${plain(text)}\n`).toMatchFileSnapshot(`golden/plan/${name}.txt`);
    const own = plain(text).split("\n").filter((line) => !line.startsWith("Refused") && !plan.refusals.join("\n").includes(line)); // prettier-ignore
    expect(Math.max(...own.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it("reads as it should in a pull request", async () => {
    await expect(`${planMarkdown(plan)}\n`).toMatchFileSnapshot(`golden/plan/${name}.md`);
  });

  it("is documented data", async () => {
    await expect(`${JSON.stringify(plan, null, 2)}\n`).toMatchFileSnapshot(`golden/plan/${name}.json`);
  });

  it("is the same in whatever order the program has declared things", () => {
    const model = models[name] ?? modelOf([], []);
    expect(planOf("prod", { ...model, steps: model.steps.toReversed() }, times)).toEqual(plan);
  });
});

it("shows of two long values what differs", () => {
  const line = `${"x".repeat(200)}one${"y".repeat(200)}`;
  const [old, now] = pair(line, line.replace("one", "two"), 60);
  expect([old.length, now.length]).toEqual([30, 30]);
  expect([old, now]).toEqual([expect.stringMatching(/^…x+oney+…$/), expect.stringMatching(/^…x+twoy+…$/)]);
  expect(pair("short", "x".repeat(90), 60)).toEqual(["short", `${"x".repeat(54)}…`]);
});

describe("the expected down time", () => {
  it("is that of the service, and for what is not measured the median", () =>
    expect([times.downtimeOf("auth", 1), times.downtimeOf("gateway", 3), times.downtimeOf("vector", 1)]).toEqual([
      3, 2, 3,
    ]));
  it("is longer when many containers start at a time", () => expect(times.downtimeOf("gateway", 4)).toBe(8));
  it("is measured for every service that users call, for rotations and for a resumption", () => {
    for (const service of ["db", "gateway", "auth", "rest", "realtime", "storage", "functions", "pooler", "studio"])
      expect(expected.downtimeOf(service, 1)).toBeGreaterThan(0);
    expect(expected.downtimeOf("auth", 8)).toBeGreaterThanOrEqual(expected.downtimeOf("auth", 1));
    expect(expected.resumption).toBeGreaterThan(0);
  });
});

describe("the exit code of a plan", () => {
  it.each([
    ["nothing", 0],
    ["record", 2],
    ["changes", 2],
    ["create", 2],
    ["delete", 3],
    ["refused", 3],
  ])("%s: %i", (name, code) => {
    const plan = plans.find((each) => each.name === name)?.plan;
    expect(plan === undefined ? undefined : exitCodeOf(plan)).toBe(code);
  });
});

describe("markdown of a plan", () => {
  const withoutBlocks = planMarkdown(planOf("prod", models.nasty ?? modelOf([], []), times)).replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, ""); // prettier-ignore

  it("has as many cells in each row as the head, whatever the values hold", () => {
    const rows = withoutBlocks.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.map((row) => row.split("|").length)).toEqual(rows.map(() => 6));
  });

  it("leaves no HTML outside of code", () => {
    expect(withoutBlocks.replace(/`[^`]*`/g, "")).not.toMatch(/[<>]/);
  });
});

/** Secrets in every place that a secret can be in; none is marked by its name. */
describe("no secret", () => {
  const planted = Array.from({ length: 14 }, (_, index) => `Planted/${index}+secret=${index}&with"quotes${index}`);
  const [a = "", b = "", c = "", d = "", e = "", f = "", g = "", h = "", i = "", j = "", k = "", l = "", m = "", n = ""] = planted; // prettier-ignore
  const blog = (env: Record<string, string>, more: object = {}) => ({ env, ...more });
  const model = modelOf(
    [{ name: "blog" }],
    [
      ledger(
        { blog: { "auth.smtp.url": `"smtp://mail:${a}@example.com"`, x: `"${encodeURIComponent(m)}"` } },
        { blog: { "auth.smtp.url": `"smtp://mail:${b}@example.com"` } },
      ),
      other("blog", "secret", "postgres-password", {
        action: "same",
        old: {},
        now: {},
        outputs: { result: c, bcryptHash: d },
      }),
      container("blog", "auth", {
        old: blog({ SECRET_A: a, SECRET_GONE: e, SECRET_PLAIN_NOW: f, URL: `postgres://x:${c}@db/y` }),
        now: blog({ SECRET_A: b, SECRET_NEW: g, URL: `postgres://x:${encodeURIComponent(h)}@db/y` }),
        secrets: ["envs/0", "envs/1"],
      }),
      container("blog", "rest", {
        old: blog({ VALUE: i }, { uploads: [{ file: "/a", content: `password: ${j}` }] }),
        now: blog({ VALUE: "" }, { uploads: [{ file: "/a", content: `password: ${k}` }], command: ["--token", l] }),
        oldSecrets: ["envs"],
        secrets: ["command/1"],
      }),
      container("blog", "meta", {
        old: blog({ OTHER: `Basic ${Buffer.from(h).toString("base64")}`, COPY: f }),
        now: blog({ OTHER: "none", COPY: "" }),
      }),
      other("blog", "snippet", "snippet", { action: "update", old: { content: `hash ${d}` }, now: { content: `hash ${n}` }, secrets: ["content"] }), // prettier-ignore
      other("blog", "database", "database", { action: "update", old: { password: a }, now: { password: b }, secrets: ["password"] }), // prettier-ignore
      step("docker:index/container:Container", "edge-local", { old: { env: c }, now: { env: d }, secrets: ["env"] }),
    ],
    {
      given: [
        { instance: "blog", path: "auth.smtp.pass", origin: undefined, text: h },
        { instance: "blog", path: "functions.env.X", origin: "the variable X", text: m },
      ],
      refusals: [`blog: something about ${c}`],
    },
  );
  const plan = planOf("prod", model, times);

  it.each([
    ["text", planText(plan, 4000)],
    ["markdown", planMarkdown(plan)],
    ["json", JSON.stringify(plan)],
  ])("shows in %s, in any form", (_, output) => {
    expect(changesAnything(plan)).toBe(true);
    for (const secret of planted) {
      const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString("base64")]; // prettier-ignore
      for (const form of forms) expect(output).not.toContain(form);
    }
    expect(output).not.toContain("Planted");
  });
});
