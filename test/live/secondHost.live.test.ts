import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, docker, missingDocker, psql } from "./docker";
import { type Stack, cli } from "./engines";
import { type Keys, schema, userJourney } from "./journey";
import { domain, lean, registry } from "./settings";
import { type SshHost, missingSshd, startSshd, withPath } from "./sshd";
import { expectSuccess } from "./stackTest";

const reason = missingDocker() ?? missingSshd() ?? cli.missing;
const title = (text: string) => (reason === undefined ? text : `${text} (skipped: ${reason})`);

describe("a second Docker host over ssh, by the Pulumi CLI", () => {
  const test = it.skipIf(reason !== undefined);
  const folder = join(tmpdir(), `fleet-edge-${randomUUID()}`);
  const [here, there] = ["fleettest-h", "fleettest-r"];
  let host: SshHost;
  let stack: Stack;
  const settings = () => ({
    domain,
    registry,
    hosts: {
      local: { edge: { mode: "none" } },
      remote: {
        docker: `ssh://${host.address}`,
        subnets: "10.214.0.0/16",
        edge: { mode: "existing", folder: join(folder, "snippets"), validate: 'test -s "$FILE"', reload: "true" },
      },
    },
    defaults: { ...lean, auth: { email: { autoconfirm: true } } },
    instances: [
      { name: here, host: "local" },
      { name: there, host: "remote" },
    ],
  });

  beforeAll(async () => {
    if (reason !== undefined) return;
    host = await startSshd(22024);
    cleanUp([here, there]);
    stack = cli.create();
  });
  afterAll(() => {
    if (reason !== undefined) return;
    cleanUp([here, there]);
    stack.remove();
    host.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(title("both serve a signed-up user's query, and the snippet lies on the remote one"), async () => {
    await withPath(host.bin, async () => {
      expectSuccess(await stack.up(settings()));
      const keys = (await stack.outputs(settings())) as unknown as Record<string, Keys>; // what the program exports
      for (const name of [here, there]) {
        psql(name, schema);
        const own = keys[name];
        if (own === undefined) throw new Error(`no outputs of ${name}`);
        await userJourney(
          { ...own, apiUrl: `http://${docker("port", `supabase-${name}-gateway`, "8000/tcp")}` },
          own.publishableKey,
        );
      }
      expect(existsSync(join(folder, "snippets", `${there}.caddy`))).toBe(true);
      expect((await stack.up(settings())).changes).toEqual([]);
    });
  });
});
