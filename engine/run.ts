import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { Engine, type ResourceOptions, type Step, unwrapSecrets } from "./engine";
import { State } from "./state";

export interface RunOptions {
  /** Path of the stack file, `Pulumi.<stack>.yaml`. */
  readonly stackFile: string;
  readonly stack: string;
  /** Path of the state file. */
  readonly stateFile: string;
  readonly action: "up" | "preview" | "destroy";
  readonly onStep?: (step: Step) => void;
}

export interface RunResult {
  readonly steps: readonly Step[];
  /** What the program exports; secrets in plain text. */
  readonly outputs: unknown;
}

/**
 * Runs the same `index.ts` that the Pulumi CLI runs, through the runtime's mocks: what the mocks are asked to make is made
 * for real. For tests, and for machines on which the CLI cannot be had.
 */
export async function run({ stackFile, stack, stateFile, action, onStep }: RunOptions): Promise<RunResult> {
  const state = State.open(stateFile);
  try {
    const engine = new Engine(state, action === "preview", onStep);
    if (action === "destroy") {
      await engine.finish();
      return { steps: engine.steps, outputs: {} };
    }
    process.env.SUPABASE_FLEET_ENGINE = "embedded";
    pulumi.runtime.setAllConfig(readConfig(stackFile));
    const outputs = await runProgram(engine, stack);
    await engine.finish();
    return { steps: engine.steps, outputs };
  } finally {
    state.close();
  }
}

/** Structured values reach the program as JSON text, as the CLI hands them over. */
function readConfig(path: string): Record<string, string> {
  const parsed: unknown = parse(readFileSync(path, "utf8"));
  const config = typeof parsed === "object" && parsed !== null && "config" in parsed ? parsed.config : undefined;
  const entries = typeof config === "object" && config !== null ? Object.entries(config) : [];
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(refuseEncrypted(value, key)),
    ]),
  );
}

function refuseEncrypted(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("secure" in value)
    throw new Error(
      `${path} is encrypted, which only the Pulumi CLI can open. Write { file: … } or { env: … } instead.`,
    );
  for (const [key, inner] of Object.entries(value)) refuseEncrypted(inner, `${path}/${key}`);
  return value;
}

async function runProgram(engine: Engine, stack: string): Promise<unknown> {
  const options = new Map<string, ResourceOptions>();
  const failure = new Failure();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) =>
        failure.watch(async () => {
          if (custom === false) return { id: "", state: {} };
          const known = options.get(`${type}::${name}`);
          if (known === undefined) throw new Error(`${name} was never registered`);
          const plain = unwrapSecrets(inputs) as Record<string, unknown>; // inputs are an object
          const made = await engine.register({ type, name, inputs: plain, options: known });
          return { id: made.id, state: made.state };
        }),
      call: () => ({}),
    },
    "supabase-fleet",
    stack,
    engine.preview,
  );
  rememberOptions(options);
  // A resource that fails leaves those that wait for it unresolved for good, so the failure itself ends the run.
  process.on("unhandledRejection", failure.report);
  const program = require("../index") as () => Promise<Record<string, unknown>>; // what index.ts exports
  const finished = program().then(async (outputs) => {
    const plain = await settle(outputs);
    await pulumi.runtime.disconnect();
    return plain;
  });
  try {
    return await Promise.race([finished, failure.happened]);
  } finally {
    process.off("unhandledRejection", failure.report);
  }
}

const settle = async (outputs: unknown): Promise<unknown> =>
  await new Promise((resolve) => pulumi.output(outputs as object).apply((value) => resolve(unwrapSecrets(value)))); // an export is an object

/** The mocks hide protection and the like; the registration that reaches them has it. */
function rememberOptions(options: Map<string, ResourceOptions>): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("the mocks have no monitor");
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: Parameters<typeof original>[0], ...rest: unknown[]) => {
    options.set(`${request.getType()}::${request.getName()}`, {
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
    });
    return Reflect.apply(original, monitor, [request, ...rest]);
  };
}

/** The first error of a run, told once everything under way has come to its end. */
class Failure {
  readonly happened: Promise<never>;
  readonly report = (reason: unknown): void => this.#fail(reason);
  #reject: (error: unknown) => void = () => undefined;
  #first: { error: unknown } | undefined;
  #underWay = 0;

  constructor() {
    this.happened = new Promise<never>((_, reject) => (this.#reject = reject));
    this.happened.catch(() => undefined);
  }

  async watch<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      if (this.#first !== undefined) throw this.#first.error;
      return await work();
    } catch (error) {
      this.#first ??= { error };
      throw error;
    } finally {
      this.#underWay--;
      if (this.#underWay === 0 && this.#first !== undefined) this.#reject(this.#first.error);
    }
  }

  #fail(error: unknown): void {
    this.#first ??= { error };
    if (this.#underWay === 0) this.#reject(this.#first.error);
  }
}
