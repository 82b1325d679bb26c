import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { readFleet } from "../../components/config/read";

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs }) => ({ id: "id", state: inputs }), call: ({ inputs }) => inputs },
    "supabase-fleet",
    "cloud",
  );
});

/** What the program makes of the stack's config; Pulumi hands lists and groups over as JSON text. */
function read(config: Readonly<Record<string, string>>) {
  pulumi.runtime.setAllConfig({ ...config });
  return readFleet();
}

const whole = { "supabase-fleet:domain": "example.com", "supabase-fleet:instances": '[{ "name": "blog" }]' };

describe("a stack's config", () => {
  it("becomes a fleet", () => {
    const { instances } = read({ ...whole, "supabase-fleet:hosts": '{ "hetzner": { "docker": "ssh://me@hetzner" } }' });
    expect(instances.map(({ name, host }) => [name, host.name])).toEqual([["blog", "hetzner"]]);
  });

  it("may hold the settings of others", () => {
    expect(read({ ...whole, "docker:host": "unix:///x", "other:domain": "example.org" }).instances).toHaveLength(1);
  });

  it("takes a domain that JSON would read as something else for text", () => {
    expect(() => read({ ...whole, "supabase-fleet:domain": "null" })).not.toThrow();
    expect(() => read({ ...whole, "supabase-fleet:domain": '{"a":"b"}' })).toThrow("domain: should be a domain name");
  });
});

describe("a stack's config is refused", () => {
  const refusal = (config: Readonly<Record<string, string>>): unknown => {
    try {
      return read(config);
    } catch (error) {
      return error;
    }
  };

  it("with everything that is wrong in it, as a sentence each and without a stack trace", () => {
    const error = refusal({
      "supabase-fleet:domian": "example.com",
      "supabase-fleet:instances": '[{ "name": "Blog" }]',
      "supabase-fleet:workspace": "x",
    });
    expect(error).toBeInstanceOf(pulumi.RunError);
    expect(String((error as Error).message)).toBe(
      [
        "Pulumi.cloud.yaml needs fixing:",
        '  domian: is no setting; did you mean "domain"?',
        "  workspace: is no setting; known are defaults, domain, hosts, instances, registry, release, templates",
        "  domain: is missing; it should be a domain name in lower case, such as example.com",
        "  instances/0/name: should be a name that starts with a letter, then letters a-z, digits or hyphens, at most 40, with no hyphen at the end",
        "Nothing was changed. docs/config.md lists every setting.",
      ].join("\n"),
    );
  });

  it.each([
    ["supabase-fleet:instances", "blog", "instances: should be a list of instances"],
    ["supabase-fleet:instances", "null", "instances: should be a list of instances"],
    ["supabase-fleet:instances", "", "instances: should be a list of instances"],
    ["supabase-fleet:hosts", "ssh://me@hetzner", "hosts: should be a group of hosts by name"],
    ["supabase-fleet:hosts", "[]", "hosts: should be a group of hosts by name"],
    ["supabase-fleet:defaults", "small", "defaults: should be a group of settings"],
    ["supabase-fleet:defaults", "{", "defaults: should be a group of settings"],
  ])("with %s: %j", (key, text, problem) => {
    const error = refusal({ ...whole, [key]: text });
    expect((error as Error).message.split("\n").slice(1, -1)).toEqual([`  ${problem}`]);
  });
});
