import { describe, expect, it } from "vitest";
import { filesOn, snippetFolder } from "../../components/edge";
import { createFleet } from "../../components/fleet";
import { instanceUrls } from "../../components/urls";
import { acme, fleetOf } from "../support/fixtures";
import { deploy } from "../support/mocks";

type Settings = Record<string, unknown>;

const deployed = async (host: Settings, settings: Settings = {}) =>
  (await deploy(() => createFleet(fleetOf([{ name: "acme", ...settings }], { hosts: { local: host } })))).resources;

/** What becomes of an instance's snippet. */
const snippetOn = async (host: Settings) => {
  const {
    content: _,
    __provider: __,
    providerVersion: ___,
    ...inputs
  } = (await deployed(host)).get("acme-snippet")?.inputs ?? {};
  return inputs;
};

const caddy = "docker -H unix:///var/run/docker.sock exec supabase-fleet-edge caddy";

describe("the snippet of an instance", () => {
  it("is checked and loaded by the managed Caddy, which alone may read it", async () => {
    expect(await snippetOn({})).toEqual({
      host: "local",
      path: "/etc/supabase-fleet/caddy/acme.caddy",
      mode: "0600",
      owner: "",
      validate: `${caddy} validate --adapter caddyfile --config "/etc/caddy/supabase-fleet/\${FILE##*/}"`,
      reload: `${caddy} reload --adapter caddyfile --config /etc/caddy/Caddyfile`,
    });
  });

  it("is checked and loaded by the Caddy of the host where there is one", async () => {
    expect(await snippetOn({ edge: { mode: "existing" } })).toEqual({
      host: "local",
      path: "/etc/caddy/supabase-fleet/acme.caddy",
      mode: "0644",
      owner: "",
      validate: 'caddy adapt --adapter caddyfile --config "$FILE" >/dev/null',
      reload: "caddy reload --adapter caddyfile --config /etc/caddy/Caddyfile",
    });
  });

  it("follows the operator's folder and commands", async () => {
    const edge = { mode: "existing", folder: "/srv/caddy", validate: "true", reload: "systemctl reload caddy" };
    expect(await snippetOn({ edge })).toMatchObject({
      path: "/srv/caddy/acme.caddy",
      validate: "true",
      reload: "systemctl reload caddy",
    });
  });

  it("reaches another host by ssh, where Docker's address need not be told", async () => {
    const ssh = await snippetOn({ docker: "ssh://root@b.example.com:2222" });
    expect(ssh).toMatchObject({ host: "root@b.example.com:2222" });
    expect(ssh.reload).toBe(
      "docker exec supabase-fleet-edge caddy reload --adapter caddyfile --config /etc/caddy/Caddyfile",
    );
    expect(await snippetOn({ docker: "tcp://10.0.0.3:2375", ssh: "root@10.0.0.3" })).toMatchObject({
      host: "root@10.0.0.3",
    });
  });

  it("does not exist without Caddy in front, nor does a Caddy", async () => {
    const names = [...(await deployed({ edge: { mode: "none" } })).keys()];
    expect(names.filter((name) => name === "acme-snippet" || name.startsWith("edge"))).toEqual([]);
  });
});

describe("the managed Caddy", () => {
  it("is one container per host on the host's network, so that an added instance never touches it", async () => {
    const resources = await deployed({ edge: { bind: "0.0.0.0", httpPort: 8080, httpsPort: 8443 } });
    expect(resources.get("edge-local")?.inputs).toMatchObject({
      name: "supabase-fleet-edge",
      image: "caddy:2.10.2",
      networkMode: "host",
      uploads: [
        {
          file: "/etc/caddy/Caddyfile",
          content: expect.stringContaining("default_bind 0.0.0.0\n\thttp_port 8080\n\thttps_port 8443"),
        },
      ],
      volumes: [
        { volumeName: "supabase-fleet-edge-config", containerPath: "/config" },
        { volumeName: "supabase-fleet-edge-data", containerPath: "/data" },
        { hostPath: "/etc/supabase-fleet/caddy", containerPath: "/etc/caddy/supabase-fleet", readOnly: true },
        { volumeName: "supabase-fleet-edge-logs", containerPath: "/var/log/caddy" },
      ],
    });
    expect(resources.get("edge-local")?.inputs.uploads).toEqual(
      (await deployed({ edge: { bind: "0.0.0.0", httpPort: 8080, httpsPort: 8443 } }, { name: "globex" })).get(
        "edge-local",
      )?.inputs.uploads,
    );
  });

  it("belongs to the host, not to an instance, and is there before the first snippet", async () => {
    const resources = await deployed({});
    expect(resources.get("edge-local")?.parent).toBe("");
    expect(resources.get("acme-snippet")?.dependsOn).toContain("edge-local");
  });
});

describe("the snippet of the manager", () => {
  const manager = { name: "fleet.example.com" };

  it("is there where a host asks for it, before the first instance as well", async () => {
    const { resources } = await deploy(() => createFleet(fleetOf([], { hosts: { local: { edge: { manager } }, spare: { docker: "tcp://10.0.0.3:2375", edge: { mode: "none" } } } }))); // prettier-ignore
    expect([...resources.keys()].filter((name) => /^(host|edge)/.test(name)).sort()).toEqual(["edge-local", "edge-local-config", "edge-local-data", "edge-local-logs", "edge-local-manager", "host-local"]); // prettier-ignore
    expect(resources.get("edge-local-manager")?.inputs).toMatchObject({ path: "/etc/supabase-fleet/caddy/fleet.caddy", mode: "0600" }); // prettier-ignore
    expect(resources.get("edge-local-manager")?.dependsOn).toContain("edge-local");
  });

  it("is not there where nobody asks", async () => {
    expect((await deployed({})).has("edge-local-manager")).toBe(false);
  });
});

describe("where files of a host go", () => {
  it.each([
    [{}, "local", "/etc/supabase-fleet/caddy"],
    [{ docker: "ssh://root@b" }, "root@b", "/etc/supabase-fleet/caddy"],
    [{ docker: "ssh://root@b", ssh: "files@b" }, "files@b", "/etc/supabase-fleet/caddy"],
    [{ edge: { folder: "/srv/x" } }, "local", "/srv/x"],
  ])("on %o is %s and %s", (settings, host, folder) => {
    const instance = acme({}, settings);
    expect([filesOn(instance.host), snippetFolder(instance.host)]).toEqual([host, folder]);
  });
});

describe("the addresses of an instance", () => {
  const direct = { edge: { mode: "none" } };
  it.each<[string, Settings, Settings, Settings]>([
    ["behind Caddy have names and HTTPS", {}, {}, { api: "https://acme.example.com", studio: "https://acme-studio.example.com", mail: "https://acme-mail.example.com" }],
    ["name a port that is not the usual one", {}, { edge: { httpsPort: 8443 } }, { api: "https://acme.example.com:8443", auth: "https://acme.example.com:8443/auth/v1" }],
    ["are plain HTTP without certificates", {}, { edge: { tls: { mode: "off" } } }, { api: "http://acme.example.com" }],
    ["are plain HTTP on a port of its own", {}, { edge: { tls: { mode: "off" }, httpPort: 8080 } }, { api: "http://acme.example.com:8080" }],
    ["are the published ports without Caddy", {}, direct, { api: "http://127.0.0.1:8000", studio: "http://127.0.0.1:8000", mail: "http://127.0.0.1:8025" }],
    ["of a port on every address are reached on this machine", { ports: { gateway: "0.0.0.0:8001" } }, direct, { api: "http://127.0.0.1:8001" }],
    ["are none for what is off", { services: { studio: false, mail: false }, auth: { email: { autoconfirm: true } } }, {}, { studio: undefined, mail: undefined }],
    ["lead users to the API when no application is named", {}, {}, { site: "https://acme.example.com" }],
    ["lead users to their application", { auth: { siteUrl: "https://app.example.com" } }, {}, { site: "https://app.example.com" }],
    ["follow the subdomain", { subdomain: "shop" }, {}, { api: "https://shop.example.com" }],
  ])("%s", (_what, settings, host, expected) => {
    expect(instanceUrls(acme(settings, host))).toMatchObject(expected);
  }); // prettier-ignore
});
