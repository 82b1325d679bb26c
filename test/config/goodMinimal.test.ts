import { describe, expect, it } from "vitest";
import { blog, fleetOf, instances, specOf } from "./given";

describe("a domain and a name", () => {
  it("are a whole fleet", () => {
    const { hosts, instances: all, edgeImage } = fleetOf({ domain: "example.com", instances: [{ name: "blog" }] });
    expect(hosts).toEqual([
      {
        name: "local",
        docker: "unix:///var/run/docker.sock",
        subnets: "10.213.0.0/16",
        edge: {
          mode: "managed",
          bind: "127.0.0.1",
          httpPort: 80,
          httpsPort: 443,
          logFolder: "/var/log/caddy",
          tls: { mode: "acme" },
        },
      },
    ]);
    expect(all.map(({ name }) => name)).toEqual(["blog"]);
    expect(edgeImage).toBe("caddy:2.10.2");
  });

  it("leave nothing of the instance open", () => {
    const { config: _, images: __, resources: ___, host: ____, ...rest } = specOf();
    expect(rest).toEqual({
      name: "blog",
      domain: "example.com",
      subdomain: "blog",
      postgres: "17",
      registry: undefined,
      services: [
        ...["db", "gateway", "auth", "rest", "realtime", "storage", "imgproxy", "meta", "functions", "studio"],
        ...["pooler", "mail"],
      ],
      ports: {
        gateway: { bind: "127.0.0.1", port: 8293 },
        mail: { bind: "127.0.0.1", port: 54393 },
        poolerSession: { bind: "127.0.0.1", port: 55293 },
        poolerTransaction: { bind: "127.0.0.1", port: 55793 },
        studio: undefined,
        database: undefined,
      },
      subnet: "10.213.165.64/26",
      functionFiles: [],
      initSql: undefined,
      mailTemplates: {},
    });
  });

  it("get every setting's default", () => {
    expect(specOf().config).toEqual({
      name: "blog",
      customDomains: [],
      projectHosts: false,
      state: "active",
      moving: false,
      protect: true,
      images: {},
      gateway: "envoy",
      services: {
        realtime: true,
        storage: true,
        imgproxy: true,
        functions: true,
        studio: true,
        meta: true,
        pooler: true,
        mail: true,
        analytics: false,
      },
      size: "small",
      resources: {},
      ports: {},
      auth: {
        redirectUrls: [],
        enableSignup: true,
        email: { enabled: true, autoconfirm: false },
        phone: { enabled: false, autoconfirm: false },
        anonymous: false,
        jwtExpiry: 3600,
        mail: { subjects: {}, templates: {} },
        hooks: {},
        mfa: { totpEnroll: true, totpVerify: true, phoneEnroll: false, phoneVerify: false, maxFactors: 10 },
        providers: {},
      },
      database: { settings: {} },
      rest: { schemas: ["public", "graphql_public"], maxRows: 1000, extraSearchPath: ["public"] },
      storage: { store: { backend: "file" }, fileSizeLimit: 52_428_800 },
      functions: { verifyJwt: false, env: {} },
      realtime: {
        maxConcurrentUsers: 200,
        maxChannelsPerClient: 100,
        maxEventsPerSecond: 100,
        maxJoinsPerSecond: 100,
        maxBytesPerSecond: 100_000,
      },
      pooler: { defaultPoolSize: 20, maxClientConnections: 100, metadataPoolSize: 5 },
      studio: { organization: "Default Organization" },
      keys: { issuedAt: "2026-01-01", lifetimeYears: 10, previousJwtKeys: "reject" },
      logLevel: "info",
      logs: { maxSize: "10m", maxFiles: 3 },
      secrets: {},
      rotation: {},
      env: {},
    });
  });
});

describe("an empty list", () => {
  it("is a fleet without instances", () => {
    expect(fleetOf({ domain: "example.com", instances: [] }).instances).toEqual([]);
  });
});

describe("empty groups", () => {
  it("are the same as none", () => {
    const empty = { auth: { email: {}, mail: { subjects: {} } }, ports: {}, resources: { db: {} }, services: {} };
    expect(specOf(empty)).toEqual({ ...specOf(), config: { ...specOf().config, resources: { db: {} } } });
  });
});

describe("the same config read twice", () => {
  it("is the same fleet", () => {
    expect(fleetOf(blog())).toEqual(fleetOf(blog()));
    const config = { ...instances({ name: "blog" }, { name: "shop" }), defaults: { size: "large" } };
    const before = structuredClone(config);
    fleetOf(config);
    expect(config).toEqual(before);
  });
});
