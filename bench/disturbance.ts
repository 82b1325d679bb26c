import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeName } from "../components/config/names";
import { cleanUp, docker } from "./host";
import { type Count, progress } from "./measure";
import { type Api, firstAnswer, keepAsking } from "./requests";
import { fleet, lean, nameOf, numbered } from "./settings";
import { type Settings, Stack } from "./stack";

const watched = [90, 91] as const;
const third = 92;

/** What happens to the third instance, as the list says it. */
const steps: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  added: [numbered(third, lean)],
  "changed in Auth": [numbered(third, { ...lean, auth: { siteUrl: "https://app.example.com" } })],
  "changed in its services": [numbered(third, { services: { ...lean.services, mail: true } })],
  removed: [],
};

/** Requests to two instances that fail while a third one comes, changes and goes. */
export async function disturbance(): Promise<Count[]> {
  const direct = await disturb("through the gateways", fleet([]));
  if (spawnSync("docker", ["inspect", edgeName]).status === 0) {
    progress(`${edgeName} serves another fleet on this host: not measured through a managed Caddy`);
    return [direct];
  }
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-edge-"));
  const edge = { mode: "managed", httpPort: 21080, httpsPort: 21443, tls: { mode: "off" }, folder };
  try {
    return [direct, await disturb("through the managed Caddy", managed(edge))];
  } finally {
    docker("rm", "--force", edgeName);
    docker("volume", "rm", "--force", ...["data", "config", "logs"].map((role) => `${edgeName}-${role}`));
    rmSync(folder, { recursive: true, force: true });
  }
}

const managed = (edge: object): Settings => ({
  ...fleet([]),
  // Names below localhost lead to this machine without anybody's help.
  domain: "localhost",
  hosts: { local: { edge, subnets: "10.231.0.0/16" } },
});

async function disturb(way: string, settings: Settings): Promise<Count> {
  const stack = new Stack();
  const withThird = (entries: readonly unknown[]) => ({
    ...settings,
    instances: [...watched.map((index) => numbered(index, lean)), ...entries],
  });
  try {
    await stack.prepare(withThird([]));
    const apis = watched.map((index) => stack.outputs()[nameOf(index)] as unknown as Api); // the program's own outputs
    for (const api of apis) await firstAnswer(api);
    const loops = apis.map((api) => keepAsking(api));
    for (const [step, entries] of Object.entries(steps)) {
      progress(`${way}: the third is ${step} (${(await stack.up(withThird(entries))).toFixed(1)} s)`);
    }
    const counts = await Promise.all(loops.map(async (loop) => await loop.stop()));
    const sum = (of: "failed" | "of") => counts.reduce((all, count) => all + count[of], 0);
    return {
      name: `a third instance comes, changes and goes, ${way}`,
      failed: sum("failed"),
      of: sum("of"),
      target: 0,
    };
  } finally {
    cleanUp();
    stack.remove();
  }
}
