import { describe, expect, it } from "vitest";
import { imageName, release, releaseNames } from "../../components/release";
import { fill, fillLater } from "../../components/template";
import { facts } from "../support/facts";
import { settled } from "../support/mocks";

const blanks = {
  sites: "https://a",
  tls: "tls internal",
  log: "/log",
  forwardAuth: "# none",
  gateway: "127.0.0.1:8000",
};

describe("a template", () => {
  it("is filled in, and what is put in is taken as it is", () => {
    const text = fill("caddy/studio.caddy", { ...blanks, sites: "$& $1 {{tls}} \\" });
    expect(text.split("\n")[0]).toBe("$& $1 {{tls}} \\ {");
    expect(text).toContain("\n\ttls internal\n");
  });

  it("is refused with a blank that nobody fills, or a value without a blank", () => {
    const { tls: _, ...fewer } = blanks;
    expect(() => fill("caddy/studio.caddy", fewer)).toThrow(
      "templates/caddy/studio.caddy: nothing to put into {{tls}}",
    );
    expect(() => fill("caddy/studio.caddy", { ...blanks, extra: "", more: "" })).toThrow(
      "templates/caddy/studio.caddy: no blank for extra, more",
    );
  });

  it("can wait for its values", async () => {
    expect(await settled(fillLater("caddy/studio.caddy", blanks))).toBe(fill("caddy/studio.caddy", blanks));
  });
});

describe("a release", () => {
  it.each(releaseNames)("%s has the images of the facts", (name) => {
    const { images } = release(name);
    const known = Object.entries(facts.services).filter(([service]) => service in images);
    expect(known.map(([service]) => [service, Reflect.get(images, service)])).toEqual(
      known.map(([service, { image }]) => [service, image]),
    );
  });

  it("comes from a registry when there is one, and by its plain name otherwise", () => {
    expect(imageName("supabase/gotrue:v1", undefined)).toBe("supabase/gotrue:v1");
    expect(imageName("supabase/gotrue:v1", "mirror.example.com:5000/all")).toBe(
      "mirror.example.com:5000/all/supabase/gotrue:v1",
    );
  });
});
