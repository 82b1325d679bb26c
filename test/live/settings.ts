import { join } from "node:path";
import type { Settings } from "./engines";

/** Prefix of the locally built images; `test/images/build.sh` serves them on loopback. */
export const registry = "127.0.0.1:5511/standin";

export const [first, second] = ["fleettest-a", "fleettest-b"] as const;

/** Ports of the tests' own edge, apart from a real one on the same machine. */
export const edgePorts = { http: 18080, https: 18443 };

export const domain = "fleet.test";

type Instance = Record<string, unknown>;

/** Two instances behind a managed Caddy, everything switched on that upstream switches on. */
export function twoInstances(folder: string, more: { readonly a?: Instance; readonly b?: Instance } = {}): Settings {
  return {
    ...base(folder),
    instances: [
      { name: first, ...more.a },
      { name: second, ...more.b },
    ],
  };
}

export function base(folder: string): Settings {
  return {
    domain,
    registry,
    hosts: {
      local: {
        edge: {
          mode: "managed",
          httpPort: edgePorts.http,
          httpsPort: edgePorts.https,
          tls: { mode: "internal" },
          folder: join(folder, "caddy"),
        },
      },
    },
    defaults: {
      auth: { email: { autoconfirm: true } },
      functions: { folder: join(__dirname, "functions"), env: { GREETING: "from the config" } },
    },
    instances: [],
  };
}

/** The least that serves a query: what a test about the engine alone needs. */
export const lean = {
  services: {
    realtime: false,
    storage: false,
    imgproxy: false,
    functions: false,
    studio: false,
    meta: false,
    pooler: false,
    mail: false,
  },
};
