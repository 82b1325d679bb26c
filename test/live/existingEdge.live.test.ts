import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, psql } from "./docker";
import { type Stack, cli, engines } from "./engines";
import { type Keys, schema, status, userJourney } from "./journey";
import { type OwnCaddy, startCaddy } from "./ownCaddy";
import { base, domain, lean } from "./settings";
import { conditions, expectSuccess } from "./stackTest";
import { withPath } from "./sshd";

const name = "fleettest-e";
const port = 18543;

describe.each(engines)("behind a Caddy that is there already, by the $name", (kind) => {
  const { reason, title } = conditions(kind);
  const test = it.skipIf(reason !== undefined);
  const folder = join(tmpdir(), `fleet-caddy-${randomUUID()}`);
  const at = (path: string) => join(folder, path);
  let caddy: OwnCaddy;
  let stack: Stack;

  const settings = (more: Record<string, unknown> = {}) => ({
    ...base(folder),
    hosts: {
      local: {
        edge: {
          mode: "existing",
          httpsPort: port,
          httpPort: port + 1,
          tls: { mode: "internal" },
          folder: caddy.snippets,
          logFolder: caddy.logs,
          reload: caddy.reload,
        },
      },
    },
    defaults: { auth: { email: { autoconfirm: true } } },
    instances: [{ name, ...lean, ...more }],
  });

  beforeAll(async () => {
    if (reason !== undefined) return;
    cleanUp([name]);
    const own = `https://own.${domain}:${port} {\n tls internal\n respond "own site"\n}`;
    caddy = await startCaddy(folder, { bind: "127.0.0.1", http: port + 1, https: port }, own);
    stack = kind.create();
  });
  afterAll(() => {
    if (reason !== undefined) return;
    caddy.stop();
    cleanUp([name]);
    stack.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const trust = () => ({ certificate: caddy.certificate() });
  const up = (more?: Record<string, unknown>) => withPath(caddy.bin, () => stack.up(settings(more)));

  test(title("its own sites stay, and the instance answers by name with a log of its own"), async () => {
    expectSuccess(await up());
    psql(name, schema);
    const keys = ((await withPath(caddy.bin, () => stack.outputs(settings()))) as unknown as Record<string, Keys>)[
      name
    ]; // what the program exports
    if (keys === undefined) throw new Error("no outputs");
    expect(keys.apiUrl).toBe(`https://${name}.${domain}:${port}`);
    await userJourney(keys, keys.publishableKey, trust());
    expect(await status(`https://own.${domain}:${port}/`, {}, trust())).toBe(200);
    expect(readFileSync(at(`logs/${name}.log`), "utf8")).toContain("/auth/v1/signup");
  });

  test(title("a new domain reaches the snippet, and leaves it again"), async () => {
    const path = at(`snippets/${name}.caddy`);
    const before = readFileSync(path, "utf8");
    expectSuccess(await up({ customDomains: [`api.${domain}`] }));
    expect(readFileSync(path, "utf8")).toContain(`api.${domain}`);
    expectSuccess(await up());
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it.skipIf(reason !== undefined || kind !== cli)(
    title("a snippet changed by hand is put back by a run that refreshes (Pulumi CLI alone)"),
    async () => {
      const path = at(`snippets/${name}.caddy`);
      const before = readFileSync(path, "utf8");
      writeFileSync(path, "# changed by hand\n");
      expectSuccess(await withPath(caddy.bin, () => stack.up(settings(), "--refresh")));
      expect(readFileSync(path, "utf8")).toBe(before);
    },
  );

  test(title("a snippet goes with its instance"), async () => {
    expectSuccess(await up({ protect: false }));
    expectSuccess(await withPath(caddy.bin, () => stack.up({ ...settings(), instances: [] })));
    expect(existsSync(at(`snippets/${name}.caddy`))).toBe(false);
    expect(await status(`https://own.${domain}:${port}/`, {}, trust())).toBe(200);
  });
});
