import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Problems } from "../components/config/problems";
import { fleetFrom, report } from "../components/config/read";
import { createFleet } from "../components/fleet";
import type { Settings } from "./stack";

/** A resource that the program asks for, secrets opened. */
export interface Rendered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Every resource of a fleet, as the program would have it made, and what the program exports. Nothing is made. */
export async function render(
  settings: Settings,
): Promise<{ resources: Rendered[]; outputs: Record<string, Record<string, string>> }> {
  const resources: Rendered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, custom }) {
        const plain = opened(inputs) as Rendered["inputs"]; // inputs are an object
        if (custom !== false) resources.push({ type, name, inputs: plain });
        return { id: `${name}-id`, state: { ...plain, ...generated(type, plain) } };
      },
      call: () => ({}),
    },
    "supabase-fleet",
    "bench",
  );
  const problems = new Problems();
  const fleet = fleetFrom(settings, problems);
  if (fleet === undefined || problems.list.length > 0) throw new Error(report("bench", problems.list));
  const exported = createFleet(fleet);
  await pulumi.runtime.disconnect();
  const outputs = await new Promise((resolve) => pulumi.output(exported).apply(resolve));
  return { resources, outputs: opened(outputs) as Record<string, Record<string, string>> }; // what createFleet returns, settled
}

/** What the random provider adds. */
function generated(type: string, { length }: Rendered["inputs"]): object {
  if (type !== "random:index/randomPassword:RandomPassword") return {};
  return { result: randomBytes(64).toString("hex").slice(0, Number(length)), bcryptHash: "not used without an edge" };
}

function opened(value: unknown): unknown {
  const plain = pulumi.runtime.isRpcSecret(value) ? pulumi.runtime.unwrapRpcSecret(value) : value;
  if (Array.isArray(plain)) return plain.map(opened);
  if (typeof plain !== "object" || plain === null) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, opened(inner)]));
}
