import { describe, expect, it } from "vitest";
import { snippetText } from "../../components/caddy";
import { hostNames } from "../../components/config/names";
import { type Config, blog, fleetOf, only, problemsOf } from "../config/given";
import { around, cases } from "./attempts";
import { parseCaddyfile, shape, words } from "./caddyfile";
import { type Place, closed } from "./places";

const hash = "$2b$10$c2FsdG9mdGhldGVzdHNmbuVjkkdu2zERVTawUql139If01sfuEaNu";

const caddyfile = (config: Config) => parseCaddyfile(snippetText(only(fleetOf(config).instances), hash));

const written = ["domain", "name", "subdomain", "customDomains", "edge.logFolder"];
const certificates = ["edge.tls.email", "edge.tls.certificate", "edge.tls.key"];
const inSnippet = (names: readonly string[]): readonly Place[] => closed.filter(({ where }) => names.includes(where));

describe("the lexer of these tests", () => {
  it("reads a Caddyfile as Caddy does", () => {
    const text = 'a.org, b.org {\n\ttls "me you" `x {` # not this\n\tlog {\n\t\troll 1\\\n 2\n\t}\n}\n';
    expect(parseCaddyfile(text)).toEqual([
      {
        words: ["a.org,", "b.org"],
        block: [
          { words: ["tls", "me you", "x {"], block: [] },
          { words: ["log"], block: [{ words: ["roll", "1", "2"], block: [] }] },
        ],
      },
    ]);
  });

  it("sees what leaves its place", () => {
    const escaped = "a.org {\n\ttls me@a.org\n}\nb.org {\n\trespond pwned\n}\n";
    expect(shape(parseCaddyfile(escaped))).not.toEqual(shape(parseCaddyfile("a.org {\n\ttls me@a.org\n}\n")));
    expect(() => parseCaddyfile("a.org {\n\ttls `me@a.org\n}\n")).toThrow("a quote is never closed");
    expect(() => parseCaddyfile("a.org {\n")).toThrow("a block is never closed");
  });
});

describe.each(inSnippet([...written, ...certificates]))("$where in a snippet", ({ usual, config }) => {
  it.each(cases)("is never read with %s in it", (_, attempt) => {
    for (const text of around(usual, attempt)) expect(problemsOf(config(text))).not.toEqual([]);
  });
});

describe.each(inSnippet(written))("$where in a snippet", ({ usual, config }) => {
  it("is a word of its own or a part of one", () => {
    const lines = caddyfile(config(usual));
    expect(words(lines).some((word) => word.includes(usual))).toBe(true);
  });
});

describe("a snippet", () => {
  it("has three sites, as its names are", () => {
    const { api, studio, mail } = hostNames("blog", "example.com");
    expect(caddyfile(blog()).map(({ words: names }) => names)).toEqual([
      [`https://${api}`],
      [`https://${studio}`],
      [`https://${mail}`],
    ]);
  });

  it("has one site of a paused instance, with all its names", () => {
    const paused = caddyfile(blog({ state: "paused", customDomains: ["blog.org"] }));
    expect(paused).toHaveLength(1);
    expect(paused[0]?.words.join(" ")).toBe(
      "https://blog.example.com, https://blog.org, https://blog-studio.example.com, https://blog-mail.example.com",
    );
  });
});

describe("a sign-on service's address", () => {
  const usual = blog({ studio: { forwardAuth: "https://sso.example.com/api/verify" } });

  it.each([
    ["a command", "/$(id)", "/$(id)"],
    ["a semicolon", "/;id;", "/;id;"],
    ["an ampersand", "/?a=1&b=2", "/?a=1&b=2"],
    ["the end of a comment", "/*/", "/*/"],
    ["a comment", "/#respond", "/"],
    ["a line break in its escaped form", "/%0Arespond%20pwned", "/%0Arespond%20pwned"],
    ["a variable in its escaped form", "/%7B$HOME%7D", "/%7B$HOME%7D"],
    ["a climb", "/../../etc", "/etc"],
  ])("stays a word of its block with %s", (_, path, uri) => {
    const lines = caddyfile(blog({ studio: { forwardAuth: `https://sso.example.com${path}` } }));
    expect(shape(lines)).toEqual(shape(caddyfile(usual)));
    const [site] = lines.filter(({ words: names }) => names.join().includes("-studio"));
    const [forward] = site?.block.filter(({ words: names }) => names[0] === "forward_auth") ?? [];
    expect(forward?.words).toEqual(["forward_auth", "https://sso.example.com"]);
    expect(forward?.block[0]?.words).toEqual(["uri", uri]);
  });

  it.each(["/a\u0085b", "/{env.HOME}", "/a\\", "/`", "/ pwned"])("is refused with %j as its path", (path) => {
    expect(problemsOf(blog({ studio: { forwardAuth: `https://sso.example.com${path}` } }))).toHaveLength(1);
  });

  it.each([
    ["a placeholder", "https://%7Benv.HOME%7D/api"],
    ["a variable", "https://%7B$HOME%7D/api"],
    ["a backtick", "https://%60id%60.example.com/"],
    ["a quote", "https://%22a%22.example.com/"],
    ["a comma", "https://a.example.com,b.example.com/"],
    ["a command", "https://$(id).example.com/"],
    ["a semicolon", "https://a;b.example.com/"],
  ])("is refused with %s in its host, also in the form of an address", (_, forwardAuth) => {
    expect(problemsOf(blog({ studio: { forwardAuth } }))).toEqual([
      "instances/0/studio/forwardAuth: should be an address that starts with http:// or https://, without spaces, user or password",
    ]);
  });
});
