import type Dockerode from "dockerode";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../cli/commands/drift";
import { driftText } from "../cli/show/driftText";
import { type SeenContainer, containerFindings } from "../operations/drift/containers";
import { driftIn } from "../operations/drift/drift";
import { hashOf } from "../operations/drift/files";
import type { Look } from "../operations/drift/look";
import { networkFindings, volumeFindings } from "../operations/drift/others";
import { placeOf } from "../operations/drift/places";
import type { SeenHost } from "../operations/drift/seen";
import { snippetFindings } from "../operations/drift/snippets";
import type { Difference, Property } from "../operations/drift/types";
import { undeclaredOn } from "../operations/drift/undeclared";
import type { Wanted } from "../operations/drift/wanted";
import { seenAs, wantedAuth } from "./support/drifts";
import { container, modelOf } from "./support/steps";

const able: ReadonlySet<Property> = new Set();
const wanted = wantedAuth();
type Container = Dockerode.ContainerInspectInfo;

/** What is found of a container after somebody was at it. */
function after(change: (found: Container) => object, of: Wanted = wanted) {
  const seen = seenAs(of);
  return containerFindings(
    of,
    { ...seen, container: { ...seen.container, ...change(seen.container) } as Container },
    able,
  ); // a container with one thing different
}
const config = (more: object) => (found: Container) => ({ Config: { ...found.Config, ...more } });
const host = (more: object) => (found: Container) => ({ HostConfig: { ...found.HostConfig, ...more } });
const joined = (networks: object) => () => ({ NetworkSettings: { Networks: networks } });
const env = (...lines: string[]) => config({ Env: ["PATH=/usr/bin", "LANG=C", ...lines] });
const [secret, site] = ["SECRET_KEY=do-not-show-this", "SITE_URL=https://blog.example.com"];

describe("what drifted of a container", () => {
  it("is nothing when it is as the last apply made it", () => {
    expect(containerFindings(wanted, seenAs(wanted), able)).toEqual([]);
  });

  it.each<[string, (found: Container) => object, object]>([
    ["a variable", env(secret, "SITE_URL=http://evil"), { property: "env", name: "SITE_URL", found: "http://evil", secret: false }],
    ["a secret variable", env("SECRET_KEY=other", site), { property: "env", name: "SECRET_KEY", secret: true }],
    ["a variable that is gone", env(secret), { property: "env", name: "SITE_URL", wanted: "https://blog.example.com" }],
    ["a variable that nobody knows", env(secret, site, "X=hunter2"), { property: "env", name: "X", found: "hunter2", secret: true }],
    ["a switch that nobody knows", env(secret, site, "DEBUG=true"), { property: "env", name: "DEBUG", found: "true", secret: false }],
    ["the image's variable", config({ Env: ["PATH=/evil", "LANG=C", secret, site] }), { property: "env", name: "PATH" }],
    ["the command", config({ Cmd: ["sleep"] }), { property: "command", wanted: '["serve"]', found: '["sleep"]' }],
    ["the entrypoint", config({ Entrypoint: ["sh"] }), { property: "entrypoint", wanted: '["/entry"]' }],
    ["a label", config({ Labels: { ...seenAs(wanted).container.Config.Labels, x: "y" } }), { property: "label", name: "x", found: "y" }],
    ["the image", config({ Image: "evil/gotrue" }), { property: "image", found: "evil/gotrue" }],
    ["what its tag is", () => ({ Image: "sha256:222222222222" }), { property: "digest", wanted: "111111111111", found: "222222222222" }],
    ["a health check", config({ Healthcheck: { Test: ["NONE"] } }), { property: "healthcheck", name: "test", found: "none" }],
    ["the stop signal", config({ StopSignal: "SIGKILL" }), { property: "stopSignal", wanted: "SIGTERM" }],
    ["the grace", config({ StopTimeout: 1 }), { property: "stopGrace", wanted: "10 s", found: "1 s" }],
    ["the user", config({ User: "root" }), { property: "user", found: "root" }],
    ["the memory", host({ Memory: 64 * 1024 ** 2 }), { property: "memory", wanted: "128m", found: "64m", repair: "update" }],
    ["the swap", host({ MemorySwap: -1 }), { property: "memorySwap", wanted: "256m", found: "no limit", repair: "update" }],
    ["the reservation", host({ MemoryReservation: 0 }), { property: "memoryReservation", repair: "update" }],
    ["the processor share", host({ CpuShares: 2 }), { property: "cpuShares", wanted: "512", repair: "update" }],
    ["the processes", host({ PidsLimit: 9 }), { property: "pids", wanted: "500", found: "9", repair: "update" }],
    ["the restart policy", host({ RestartPolicy: { Name: "no" } }), { property: "restart", found: "no", repair: "update" }],
    ["a limit that nobody asked for", host({ NanoCpus: 5e8 }), { property: "cpus", found: "0.5 cpus", repair: "replace" }],
    ["the shared memory", host({ ShmSize: 2 ** 20 }), { property: "shmSize", wanted: "64m", found: "1m" }],
    ["the address of a port", host({ PortBindings: { "9999/tcp": [{ HostIp: "", HostPort: "8100" }] } }), { property: "port", name: "9999/tcp", wanted: "127.0.0.1:8100", found: "0.0.0.0:8100" }],
    ["a log option", host({ LogConfig: { Type: "json-file", Config: { "max-file": "3" } } }), { property: "logOption", name: "max-size", wanted: "10m" }],
    ["a security option", host({ SecurityOpt: null }), { property: "securityOption", name: "no-new-privileges" }],
    ["privileges", host({ Privileged: true }), { property: "privilege", name: "privileged", found: "yes" }],
    ["a mount", () => ({ Mounts: [] }), { property: "mount", name: "/data", wanted: "supabase-blog-storage read-only" }],
    ["an alias", joined({ "supabase-blog": { Aliases: ["auth", "db"] } }), { property: "network", wanted: "auth", found: "auth, db", repair: "replace" }],
    ["another network", joined({ "supabase-blog": { Aliases: ["auth"] }, other: {} }), { property: "network", name: "other", repair: "disconnect" }],
    ["that somebody made it again", () => ({ Id: "5eed", NetworkSettings: { Networks: { "supabase-blog": { Aliases: ["auth"] } } } }), { property: "identity", found: "5eed" }],
    ["that it was stopped", (found) => ({ State: { ...found.State, Status: "exited", Running: false } }), { property: "state", repair: "start" }],
    ["that it is sick", (found) => ({ State: { ...found.State, Health: { Status: "unhealthy" } } }), { property: "health", repair: "restart" }],
  ])("names %s, and nothing else", (_, change, expected) => {
    const findings = after(change);
    expect(findings).toMatchObject([expected]);
  }); // prettier-ignore

  it("names a file by its hash, and a container that is not there", () => {
    const changed: SeenContainer = { ...seenAs(wanted), files: [] };
    expect(containerFindings(wanted, changed, able)).toMatchObject([{ property: "file", name: "/etc/auth.conf", secret: true, wanted: hashOf(Buffer.from("a = 1")) }]); // prettier-ignore
    expect(containerFindings(wanted, undefined, able)).toMatchObject([{ property: "presence", repair: "replace" }]);
  });

  it("is not what the list asks for by now, nor what the kernel cannot do", () => {
    const asked: Wanted = { ...wanted, next: { ...wanted.inputs, memory: 64 } };
    expect(after(host({ Memory: 64 * 1024 ** 2 }), asked)).toEqual([]);
    const seen = seenAs(wanted);
    const without = { ...seen, container: { ...seen.container, HostConfig: { ...seen.container.HostConfig, MemorySwap: -1 } } }; // prettier-ignore
    expect(containerFindings(wanted, without, new Set<Property>(["memorySwap"]))).toEqual([]);
  });
});

const part = (kind: Wanted["kind"], inputs: object, more: Partial<Wanted> = {}): Wanted => ({ ...wanted, kind, id: "n1", name: "supabase-blog", service: undefined, inputs: { ...inputs }, ...more }); // prettier-ignore

describe("what drifted of anything else", () => {
  const network = part("network", { driver: "bridge", ipamConfigs: [{ subnet: "10.1.0.0/26" }], labels: [] });
  const found = { Id: "n1", Driver: "bridge", Internal: false, IPAM: { Config: [{ Subnet: "10.1.0.0/26" }] }, Labels: {}, Containers: {} }; // prettier-ignore
  const seen = (more: object) => ({ ...found, ...more }) as unknown as Dockerode.NetworkInspectInfo; // as far as it is read

  it("says subnet, driver and strangers of a network, and leaves them", () => {
    expect(networkFindings(network, seen({}), new Set())).toEqual([]);
    const changed = seen({ IPAM: { Config: [{ Subnet: "10.9.0.0/26" }] }, Containers: { x: { Name: "intruder" } } });
    expect(networkFindings(network, changed, new Set())).toMatchObject([
      { property: "subnet", wanted: "10.1.0.0/26", found: "10.9.0.0/26", repair: "none" },
      { property: "joined", name: "intruder", repair: "none" },
    ]);
  });

  it("never repairs a volume, and does not ask for labels on one that was brought along", () => {
    const volume = part("volume", { driver: "local", labels: [{ label: "supabase-fleet.instance", value: "blog" }] });
    const bare = { Name: "supabase-blog", Driver: "local", Labels: {} } as unknown as Dockerode.VolumeInspectInfo; // as far as it is read
    expect(volumeFindings(volume, bare)).toMatchObject([{ property: "label", repair: "none" }]);
    expect(volumeFindings({ ...volume, adopted: true }, bare)).toEqual([]);
    expect(volumeFindings(volume, undefined)).toMatchObject([{ property: "presence", repair: "none" }]);
  });

  it("says content, mode and owner of a snippet", () => {
    const snippet = part("snippet", { content: "a", mode: "0644", owner: "" });
    const same = { content: "a", mode: "0644", owner: "me:us", writer: "me:us" };
    expect(snippetFindings(snippet, same)).toEqual([]);
    expect(snippetFindings(snippet, { ...same, content: "b", mode: "0600", owner: "root:root" })).toMatchObject([
      { property: "content", secret: true, repair: "rewrite" },
      { property: "mode", wanted: "0644", found: "0600" },
      { property: "owner", wanted: "me:us", found: "root:root" },
    ]);
  });
});

describe("what nobody declared", () => {
  const listed = (name: string, labels: Record<string, string> = {}) => ({ Names: [`/${name}`], Labels: labels, Status: "Up" }); // prettier-ignore
  const volume = (Name: string, Labels: Record<string, string> = {}) => ({ Name, Driver: "local", Labels });
  const on = (containers: object[], volumes: object[] = []) =>
    ({ name: "local", listed: { containers, networks: [], volumes } }) as unknown as SeenHost; // as far as it is read

  it("is ours by its label or by the longest name that fits", () => {
    const { own } = undeclaredOn(
      on([listed("supabase-blog-two-x"), listed("y", { "supabase-fleet.instance": "blog" }), listed("postgres")]),
      new Set(),
      ["blog", "blog-two"],
    );
    expect(own.map(({ name, instance }) => `${name} of ${instance}`)).toEqual(["supabase-blog-two-x of blog-two", "y of blog"]); // prettier-ignore
  });

  it("may be another stack's, and an install of upstream's is nobody's", () => {
    const { own, elsewhere } = undeclaredOn(
      on([listed("supabase-shop-db"), listed("supabase-db"), listed("supabase-edge-functions")]),
      new Set(),
      ["blog"],
    );
    expect([own, elsewhere.map(({ instance }) => instance)]).toEqual([[], ["shop"]]);
  });

  it("is never a volume to remove, nor a snapshot", () => {
    const snapshot = volume("supabase-blog-snapshot-1", { "supabase-fleet.snapshot": "1" });
    const { own } = undeclaredOn(on([], [volume("supabase-blog-old"), snapshot]), new Set(), ["blog"]);
    expect(own).toMatchObject([{ name: "supabase-blog-old", finding: { repair: "none" } }]);
  });
});

describe("what the stack file has a place for", () => {
  const holder = { instance: "blog", service: "auth", registry: "mirror" };
  const difference = (property: Property, found: string | undefined, name?: string, secret = false): Difference => ({ property, repair: "replace", ...(found === undefined ? {} : { found }), ...(name === undefined ? {} : { name }), ...(secret ? { secret } : {}) }); // prettier-ignore

  it.each<[Difference, object]>([
    [difference("memory", "64m"), { path: ["resources", "auth", "memory"], value: "64m" }],
    [difference("memory", "4m"), { reason: "4m is nothing that it takes" }],
    [difference("cpuShares", "256"), { path: ["resources", "auth", "cpuShares"], value: 256 }],
    [difference("pids", "99"), { path: ["resources", "auth", "pids"], value: 99 }],
    [difference("env", "x", "A"), { path: ["env", "auth", "A"], value: "x" }],
    [difference("env", undefined, "A"), { reason: "the stack file cannot take it away" }],
    [difference("env", "#12345678", "A", true), { reason: expect.stringContaining("fleet set blog env.auth.A --secret") }],
    [difference("image", "mirror/supabase/gotrue:v3"), { path: ["images", "auth"], value: "supabase/gotrue:v3" }],
    [difference("image", "evil/gotrue"), { reason: "images come from mirror, and this one does not" }],
    [difference("logOption", "5", "max-file"), { path: ["logs", "maxFiles"], value: 5 }],
    [difference("stopSignal", "SIGINT"), { reason: "the stack file has no place for it" }],
  ])("%j", (given, expected) => {
    expect(placeOf(given, holder)).toMatchObject(expected);
  }); // prettier-ignore

  it("includes published ports, with their address when they leave the machine", () => {
    const gateway = { ...holder, service: "gateway" };
    expect(placeOf(difference("port", "127.0.0.1:8123", "8000/tcp"), gateway)).toMatchObject({ value: 8123 });
    expect(placeOf(difference("port", "0.0.0.0:8123", "8000/tcp"), gateway)).toMatchObject({ path: ["ports", "gateway"], value: "0.0.0.0:8123" }); // prettier-ignore
  });
});

/** A look at a host where something of everything is wrong. */
function look(): Look {
  const change = env("SECRET_KEY=other", "SITE_URL=http://evil");
  const rest: Wanted = { ...wantedAuth(), name: "supabase-blog-rest", service: "rest" };
  const network = part("network", {}, { id: "x" });
  const extra = { kind: "container", name: "supabase-blog-debug", host: "local", instance: "blog", finding: { property: "undeclared", found: "up 2 hours", secret: false, repair: "remove" } } as const; // prettier-ignore
  return {
    model: modelOf([{ name: "blog" }, { name: "shop" }], [container("shop", "auth", { old: {}, now: { image: "b" } })]),
    hosts: [],
    showing: { mark: (text) => `#${hashOf(Buffer.from(text)).slice(0, 8)}`, hide: (text) => text },
    resources: [
      { wanted, findings: after(change) },
      { wanted: rest, findings: after(host({ Memory: 64 * 1024 ** 2, PidsLimit: 9 })) },
      { wanted: wantedAuth("shop"), findings: containerFindings(wantedAuth("shop"), undefined, able) },
      { wanted: network, findings: networkFindings(network, undefined, new Set()) },
    ],
    undeclared: [extra],
    elsewhere: [{ host: "local", instance: "lab", containers: ["supabase-lab-db"], networks: [], volumes: ["a", "b"] }],
    unreachable: [{ host: "web2", reason: "Docker does not answer at ssh://web2 (host web2): no answer in 15 s." }],
  };
}

describe("the report", () => {
  it("is as in manager/test/golden", async () => {
    await expect(driftText(driftIn("prod", look(), undefined))).toMatchFileSnapshot("golden/drift.txt");
  });

  it("holds no secret, and its exit code says what weighs most", () => {
    const drift = driftIn("prod", look(), undefined);
    expect(JSON.stringify(drift)).not.toMatch(/do-not-show-this|other"/);
    expect(exitCodeOf(drift)).toBe(8);
    expect(exitCodeOf({ ...drift, unreachable: [] })).toBe(2);
    expect(exitCodeOf(driftIn("prod", { ...look(), resources: [], undeclared: [], unreachable: [] }, undefined))).toBe(
      0,
    );
  });
});
