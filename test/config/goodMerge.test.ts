import { describe, expect, it } from "vitest";
import { merge } from "../../components/config/merge";
import { type Settings, fleetOf, instances, only } from "./given";
import { names, seeded, shuffled } from "./random";

/** `blog` as it is resolved with these defaults below it. */
function withDefaults(defaults: Settings, settings: Settings = {}) {
  return only(fleetOf({ ...instances({ name: "blog", ...settings }), defaults }).instances);
}

describe("an instance's settings", () => {
  it("win over the defaults, which win over the built-in ones", () => {
    const { config } = withDefaults({ size: "medium", logLevel: "debug" }, { size: "large" });
    expect([config.size, config.logLevel, config.gateway]).toEqual(["large", "debug", "envoy"]);
  });

  it("are laid into a group of the defaults key by key", () => {
    const { config } = withDefaults(
      { auth: { jwtExpiry: 600, email: { otpExpiry: 120 } } },
      { auth: { anonymous: true, email: { autoconfirm: true } } },
    );
    expect(config.auth).toMatchObject({
      jwtExpiry: 600,
      anonymous: true,
      enableSignup: true,
      email: { enabled: true, autoconfirm: true, otpExpiry: 120 },
    });
  });

  it("replace a list of the defaults as a whole", () => {
    const defaults = { rest: { schemas: ["public", "api"], extraSearchPath: ["extensions"] } };
    const { config } = withDefaults(defaults, { rest: { schemas: ["app"] } });
    expect(config.rest).toMatchObject({ schemas: ["app"], extraSearchPath: ["extensions"] });
  });

  it("empty a list of the defaults", () => {
    const { config } = withDefaults({ rest: { extraSearchPath: ["extensions"] } }, { rest: { extraSearchPath: [] } });
    expect(config.rest.extraSearchPath).toEqual([]);
  });

  it("switch off what the defaults switch on", () => {
    const { services } = withDefaults({ services: { analytics: true } }, { services: { analytics: false } });
    expect(services).not.toContain("analytics");
    expect(services).not.toContain("vector");
  });

  it("add a variable to those of the defaults", () => {
    const { config } = withDefaults({ functions: { env: { A: "a" } } }, { functions: { env: { B: "b" } } });
    expect(Object.keys(config.functions.env)).toEqual(["A", "B"]);
  });

  it("replace a reference of the defaults by another kind of reference", () => {
    const defaults = { env: { auth: { TOKEN: { file: "/nowhere/token" } } } };
    const own = { env: { auth: { TOKEN: { env: "PATH" } } } };
    expect(withDefaults({}, own).config.env.auth?.TOKEN?.satisfies((text) => text === process.env.PATH)).toBe(true);
    const merged = merge(defaults, own);
    expect(merged).toEqual(own);
    expect(merge({ initSql: { file: "a.sql" } }, { initSql: "select 1" })).toEqual({ initSql: "select 1" });
  });

  it("replace the store of the defaults by another kind of store", () => {
    const s3 = { backend: "s3", bucket: "objects", accessKeyId: "id", secretAccessKey: "key" };
    const { config } = withDefaults({ storage: { store: s3 } }, { storage: { store: { backend: "file" } } });
    expect(config.storage.store).toEqual({ backend: "file" });
  });

  it("complete what the defaults leave open", () => {
    const shared = { backend: "s3", endpoint: "https://s3.example.com", accessKeyId: "id", secretAccessKey: "key" };
    const { config } = withDefaults(
      {
        storage: { store: shared },
        auth: { smtp: { host: "smtp.example.com" }, providers: { google: { secret: "s" } } },
      },
      {
        storage: { store: { bucket: "blog" } },
        auth: { smtp: { adminEmail: "blog@example.com" }, providers: { google: { clientId: "id" } } },
      },
    );
    expect(config.storage.store).toMatchObject({ backend: "s3", bucket: "blog", region: "us-east-1" });
    expect(config.auth.smtp).toMatchObject({ host: "smtp.example.com", port: 587, adminEmail: "blog@example.com" });
    expect(config.auth.providers.google).toMatchObject({ enabled: true, clientId: "id" });
  });
});

describe("the defaults", () => {
  it("are the built-in ones when they are empty", () => {
    expect(withDefaults({})).toEqual(only(fleetOf(instances({ name: "blog" })).instances));
  });

  it("reach every instance", () => {
    const config = { ...instances({ name: "blog" }, { name: "shop" }), defaults: { gateway: "kong" } };
    expect(fleetOf(config).instances.map(({ config: { gateway } }) => gateway)).toEqual(["kong", "kong"]);
  });

  it("cannot reach into the objects that every object is made from", () => {
    merge(
      {},
      JSON.parse('{ "__proto__": { "gateway": "kong" }, "constructor": { "prototype": { "gateway": "kong" } } }'),
    );
    expect("gateway" in {}).toBe(false);
  });
});

describe("the order of the list", () => {
  it("changes nothing in the fleet", () => {
    const random = seeded(1);
    const entries = names(40, random).map((name, i) => ({ name, host: i % 2 === 0 ? "berlin" : "cologne" }));
    const hosts = { cologne: { docker: "ssh://me@cologne" }, berlin: {} };
    const inOrder = fleetOf({ ...instances(...entries), hosts });
    for (let round = 0; round < 3; round++) {
      expect(fleetOf({ ...instances(...shuffled(entries, random)), hosts })).toEqual(inOrder);
    }
  });

  it("of the hosts and of the settings changes nothing either", () => {
    const docker = "ssh://me@cologne";
    const one = {
      ...instances({ name: "blog", size: "large", host: "cologne" }),
      hosts: { berlin: {}, cologne: { docker } },
    };
    const other = {
      ...instances({ host: "cologne", size: "large", name: "blog" }),
      hosts: { cologne: { docker }, berlin: {} },
    };
    expect(JSON.stringify(fleetOf(other))).toBe(JSON.stringify(fleetOf(one)));
  });
});
