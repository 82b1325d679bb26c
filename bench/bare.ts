import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rendered } from "./rendered";
import { prefix } from "./settings";
import { Stack, root } from "./stack";

/** How many resources of each kind a program makes. */
export interface Kinds {
  readonly passwords: number;
  readonly volumes: number;
  readonly networks: number;
  readonly containers: number;
}

/** The kinds of these resources; one of ours that is no kind of Docker's counts as a password. */
export function kindsOf(resources: readonly Rendered[]): Kinds {
  const custom = resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
  const count = (kind: string) => custom.filter(({ type }) => type.endsWith(`:${kind}`)).length;
  const [volumes, networks, containers] = [count("Volume"), count("Network"), count("Container")];
  return { passwords: custom.length - volumes - networks - containers, volumes, networks, containers };
}

export const total = ({ passwords, volumes, networks, containers }: Kinds): number =>
  passwords + volumes + networks + containers;

/** Names and images alone; the containers are made and never started. */
const source = ({ passwords, volumes, networks, containers }: Kinds, image: string) => `
import * as docker from "@pulumi/docker";
import * as random from "@pulumi/random";

for (let i = 0; i < ${passwords}; i++) new random.RandomPassword(\`password-\${i}\`, { length: 32, special: false });
for (let i = 0; i < ${volumes}; i++) new docker.Volume(\`volume-\${i}\`, { name: \`${prefix}-bare-\${i}\` });
for (let i = 0; i < ${networks}; i++) {
  const subnet = \`10.232.\${i >> 2}.\${(i % 4) * 64}/26\`;
  new docker.Network(\`network-\${i}\`, { name: \`${prefix}-bare-\${i}\`, ipamConfigs: [{ subnet }] });
}
for (let i = 0; i < ${containers}; i++) {
  new docker.Container(\`container-\${i}\`, { name: \`${prefix}-bare-\${i}\`, image: "${image}", start: false, mustRun: false });
}
`;

/** A Pulumi program of nothing but these resources, with this repository's packages and compiler options. */
export class BareProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-bare-"));
  readonly stack: Stack;

  constructor(kinds: Kinds, image: string) {
    const write = (name: string, text: string) => writeFileSync(join(this.#folder, name), text);
    write("Pulumi.yaml", "name: bare\nruntime: { name: nodejs, options: { tsconfig: tsconfig.json } }\n");
    write("index.ts", source(kinds, image));
    for (const name of ["node_modules", "package.json"]) symlinkSync(join(root, name), join(this.#folder, name));
    write("tsconfig.json", JSON.stringify({ extends: join(root, "tsconfig.pulumi.json") }));
    this.stack = new Stack(this.#folder);
  }

  remove(): void {
    this.stack.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export const nothing: Kinds = { passwords: 0, volumes: 0, networks: 0, containers: 0 };
