import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { Engine, type Registration } from "./engine";
import type { Properties } from "./state";

/** What the mocks do not hand over, by type and name. */
type Options = Map<string, Omit<Registration, "type" | "name" | "inputs">>;

/** A stack's settings, as the Pulumi CLI hands them to the program. */
export interface StackConfig {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Runs the same `index.ts` that the Pulumi CLI runs, through the runtime's mocks: what the mocks are asked to make is made
 * for real. For tests, and for machines on which the CLI cannot be had.
 *
 * @returns what the program exports, secrets in plain text.
 */
export async function runProgram(engine: Engine, { stack, config }: StackConfig): Promise<unknown> {
  process.env.SUPABASE_FLEET_ENGINE = "embedded";
  pulumi.runtime.setAllConfig({ ...config });
  const options: Options = new Map();
  const failure = new Failure();
  const register = async ({ type, name, inputs, custom }: pulumi.runtime.MockResourceArgs) => {
    const known = options.get(`${type}::${name}`);
    if (custom === false || known === undefined) return { id: "", state: {} };
    const plain = unwrapSecrets(inputs) as Record<string, unknown>; // inputs are an object
    const made = await engine.register({ type, name, inputs: plain, ...known });
    return { id: made.id, state: withSecrets(type, made.state) };
  };
  const newResource = (args: pulumi.runtime.MockResourceArgs) => failure.watch(register(args));
  const dryRun = engine.mode !== "up";
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "supabase-fleet", stack, dryRun);
  rememberOptions(options);
  // A resource that fails leaves those that wait for it unresolved for good, so the failure itself ends the run.
  process.on("unhandledRejection", failure.report);
  const program = require("../index") as () => Promise<object>; // what index.ts exports
  const finished = program().then(async (outputs) => {
    // Not `apply`, which waits for ever for a value that only a run will know.
    const plain: unknown = await pulumi.runtime.serializeProperty("outputs", outputs, new Set());
    await pulumi.runtime.disconnect();
    return unwrapSecrets(plain);
  });
  return await Promise.race([finished, failure.happened]);
}

/** A stack file without the CLI. Structured values become JSON text. @throws Error for an encrypted one. */
export function readStackFile(path: string): StackConfig {
  const stack = /Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(path)?.[1] ?? "dev";
  const { config = {} } = parse(readFileSync(path, "utf8")) as { config?: Record<string, unknown> }; // index.ts checks what is in it
  const text = (value: unknown, key: string) => {
    if (typeof value === "string") return value;
    const json = JSON.stringify(value);
    if (!json.includes('{"secure":')) return json;
    throw new Error(
      `${key} holds an encrypted value, which only the Pulumi CLI can open. Write { file: … } or { env: … } instead.`,
    );
  };
  const entries = Object.entries(config).map(([key, value]) => [key, text(value, key)]);
  return { stack, config: Object.fromEntries(entries) as Record<string, string> }; // fromEntries widens
}

/** The provider marks what it generates as a secret, and so does everything that is made from it. */
function withSecrets(type: string, state: Properties): Properties {
  if (!type.endsWith(":RandomPassword")) return state;
  // One that is not made yet has none.
  const generated = Object.entries(state).filter(([key]) => key === "result" || key === "bcryptHash");
  return { ...state, ...Object.fromEntries(generated.map(([key, value]) => [key, pulumi.secret(value)])) };
}

function unwrapSecrets(value: unknown): unknown {
  const plain = pulumi.runtime.isRpcSecret(value) ? pulumi.runtime.unwrapRpcSecret(value) : value;
  if (Array.isArray(plain)) return plain.map(unwrapSecrets);
  if (typeof plain !== "object" || plain === null) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, unwrapSecrets(inner)]));
}

function secretPaths(value: unknown, path = ""): string[] {
  if (pulumi.runtime.isRpcSecret(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretPaths(inner, path === "" ? key : `${path}/${key}`));
}

/** The last part of a URN, when it is a component of ours. */
const nameIn = (urn: string) => (urn.includes("pulumi:pulumi:Stack") ? "" : (urn.split("::").pop() ?? ""));

/** The mocks hide protection and the like; the registration that reaches them has it. */
function rememberOptions(options: Options): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("the mocks have no monitor");
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: Parameters<typeof original>[0], ...rest: unknown[]) => {
    options.set(`${request.getType()}::${request.getName()}`, {
      parent: nameIn(request.getParent()),
      provider: request.getProvider().split("::").pop() ?? "",
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      // On its way to the mocks one secret element makes its whole list secret.
      secrets: secretPaths(request.getObject()?.toJavaScript()),
    });
    return Reflect.apply(original, monitor, [request, ...rest]);
  };
}

/** The first error of a run, told once everything under way has come to its end. */
class Failure {
  #first: { error: unknown } | undefined;
  #underWay = 0;
  #reject: (error: unknown) => void = () => undefined;
  readonly happened = new Promise<never>((_, reject) => (this.#reject = reject));

  readonly report = (error: unknown): void => {
    this.#first ??= { error };
    if (this.#underWay === 0) this.#reject(this.#first.error);
  };

  async watch<T>(work: Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await work;
    } catch (error) {
      this.#first ??= { error };
      throw error;
    } finally {
      this.#underWay--;
      if (this.#first !== undefined) this.report(this.#first.error);
    }
  }
}
