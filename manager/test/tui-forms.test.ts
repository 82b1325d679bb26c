import { renderToString } from "ink";
import { type FunctionComponent, createElement } from "react";
import { describe, expect, it } from "vitest";
import { afterKey, editedVariable, newVariable, refused, takenFrom } from "../tui/detail/variableForm";
import { JobsScreen } from "../tui/jobs/JobsScreen";
import { Form } from "../tui/screen/Form";
import { choicesIn } from "../tui/screen/fields";
import { fitted } from "../tui/screen/fitted";
import { Screen } from "../tui/screen/Screen";
import { plainText } from "./support/tuiScreen";

const drawn = <P extends object>(component: FunctionComponent<P>, props: P): string =>
  plainText(renderToString(createElement(component, props), { columns: 80 }));

describe("a variable that is edited", () => {
  const path = "env.auth.NAME";
  const of = (kind: "text" | "file" | "variable" | "encrypted", value?: string) => ({ path, service: "auth", name: "NAME", kind, value }) as const; // prettier-ignore

  it.each([
    [of("text", "on"), "on"],
    [of("file", "/run/secrets/a"), "{ file: /run/secrets/a }"],
    [of("variable", "A"), "{ env: A }"],
    [of("encrypted"), ""],
  ])("stays what it is when %j is left alone", (variable, shown) => {
    const form = editedVariable(path, variable, undefined);
    expect(form.fields[0]?.value).toBe(shown);
    expect(takenFrom(form)).toBeUndefined();
  });

  it("stays secret when it is edited again before it is written", () => {
    const form = editedVariable(path, undefined, { path, value: "hunter2", secret: true });
    expect(form.fields[0]?.kind).toBe("secret");
    expect(takenFrom(afterKey(form, "!", {}))).toEqual({ path, value: "hunter2!", secret: true });
  });

  it("is no text where the list has it encrypted and nothing was typed", () => {
    const secretOff = afterKey(afterKey(editedVariable(path, of("encrypted"), undefined), "", { tab: true }), " ", {});
    expect(takenFrom(secretOff)).toBeUndefined();
  });
});

describe("a new variable", () => {
  const typed = (name: string) => [...name].reduce((form, letter) => afterKey(form, letter, {}), { ...newVariable(["auth"]), at: 1 }); // prettier-ignore

  it("has its name checked as it is typed", () => {
    expect(refused(typed(""))?.fields[1]?.problem).toBe("a variable needs a name");
    expect(refused(typed("1st"))?.fields[1]?.problem).toMatch("no digit first");
    expect(refused(typed("FIRST"))).toBeUndefined();
    expect(takenFrom(typed("FIRST"))).toEqual({ path: "env.auth.FIRST", value: "", secret: false });
  });
});

describe("what is too long for a line", () => {
  const services = ["db", "gateway", "auth", "rest", "realtime", "storage", "imgproxy", "functions", "studio", "meta", "pooler", "mail", "every function"]; // prettier-ignore
  const choice = (value: string) => drawn(Form, { fields: [{ id: "service", label: "Service", kind: "choice", value, choices: services }], at: 0, columns: 80 }); // prettier-ignore

  it("goes on in the next one, indented", () => {
    expect(fitted("  one two three", 9)).toEqual(["  one two", "    three"]);
    expect(fitted("short\n\n", 9)).toEqual(["short", "", ""]);
  });

  it("shows the choices around the chosen one", () => {
    expect(choice("db")).toBe("› Service (db)  gateway   auth   rest   realtime   storage   imgproxy  …"); // prettier-ignore
    expect(choice("mail")).toMatch(/^› Service … .*\(mail\).*$/);
    for (const value of services) {
      expect(choice(value)).toContain(`(${value})`);
      expect(choice(value).length).toBeLessThanOrEqual(80);
    }
    expect(choicesIn(["a", "b"], "a", 80)).toEqual({ from: 0, to: 2 });
  });

  it("is a message in up to three lines, which the screen makes room for", () => {
    const message = `✗ resume blog: ${"Somebody changed the list or the stack meanwhile. ".repeat(3)}`.trim();
    const screen = drawn(Screen, { size: { columns: 80, rows: 12 }, title: "prod", keys: [{ key: "q", does: "quit" }], message, children: null }); // prettier-ignore
    expect(screen.split("\n").slice(-4)).toMatchInlineSnapshot(`
      [
        "✗ resume blog: Somebody changed the list or the stack meanwhile. Somebody",
        "  changed the list or the stack meanwhile. Somebody changed the list or the",
        "  stack meanwhile.",
        "q quit",
      ]
    `);
    expect(screen.split("\n")).toHaveLength(12);
  });

  it("is read in full in the list of jobs", () => {
    const error = { kind: "failed", message: `It went wrong: ${"word ".repeat(30)}the end.` } as const;
    const job = { id: "1", name: "set blog", user: "ops", state: "failed", created: "2026-03-01T12:00:00Z", ended: "2026-03-01T12:00:05Z", error, progress: [] } as const; // prettier-ignore
    const props = { size: { columns: 80, rows: 14 }, jobs: [job], at: 0, now: 0 };
    expect(drawn(JobsScreen, { ...props, back: 0 })).not.toContain("k cancel");
    expect(drawn(JobsScreen, { ...props, jobs: [{ ...job, state: "running", ended: undefined }], back: 0 })).toContain("k cancel"); // prettier-ignore
    expect(drawn(JobsScreen, { ...props, back: 0 })).toContain("the end.");
    expect(drawn(JobsScreen, { ...props, size: { columns: 80, rows: 7 }, back: 0 })).not.toMatch(/^ {2}It went wrong/m);
    expect(drawn(JobsScreen, { ...props, size: { columns: 80, rows: 7 }, back: 9 })).toMatch(/^ {2}It went wrong/m);
  });
});
