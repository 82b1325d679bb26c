import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";

// The first provider that Pulumi writes out makes it load TypeScript, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** A resource as the program asked for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Inputs with every secret opened. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs that hold a secret, somewhere inside. */
  readonly secretInputs: readonly string[];
  readonly parent: string;
  /** Names of the resources that come before. */
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: readonly string[];
  readonly secretOutputs: readonly string[];
  readonly provider: string;
}

export interface Deployed<T> {
  readonly resources: ReadonlyMap<string, Registered>;
  /** What the program returned, with every output known and every secret opened. */
  readonly result: T;
}

type Options = Omit<Registered, "type" | "name" | "inputs" | "secretInputs">;

/** Runs a program against an engine that makes nothing and remembers everything; a password is `<its name>`. */
export async function deploy<T>(program: () => T): Promise<Deployed<pulumi.Unwrap<T>>> {
  const resources = new Map<string, Registered>();
  const options = new Map<string, Options>();
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs }) {
      const known = options.get(`${type}::${name}`);
      if (known === undefined) throw new Error(`${name} was never registered`);
      if (resources.has(name)) throw new Error(`${name} is there twice`);
      const secretInputs = Object.keys(inputs).filter((key) => holdsSecret(inputs[key]));
      resources.set(name, { ...known, type, name, inputs: opened(inputs) as Registered["inputs"], secretInputs }); // an object stays one
      const made = type.startsWith("random:") ? { result: `<${name}>`, bcryptHash: `<${name} hashed>` } : {};
      return { id: `${name}-id`, state: marked({ ...inputs, ...made }, known.secretOutputs) };
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, "supabase-fleet", "test");
  rememberOptions(options);
  const { stackTraceLimit } = Error;
  // Pulumi takes down a stack trace for each promise, which would be most of a test's time.
  Error.stackTraceLimit = 0;
  try {
    const result = await settled(program());
    await pulumi.runtime.disconnect();
    return { resources, result };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Waits for every output inside a value and opens its secrets. */
export const settled = <T>(value: T): Promise<pulumi.Unwrap<T>> =>
  new Promise((resolve) => pulumi.output(value).apply((known) => resolve(known as pulumi.Unwrap<T>))); // Output unwraps deeply

/** The mocks hide protection and the like; the registration that reaches them has it. */
function rememberOptions(options: Map<string, Options>): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("the mocks have no monitor");
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: Parameters<typeof original>[0], ...rest: unknown[]) => {
    options.set(`${request.getType()}::${request.getName()}`, {
      parent: nameIn(request.getParent()),
      dependsOn: request.getDependenciesList().map(nameIn).sort(),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      secretOutputs: request.getAdditionalsecretoutputsList(),
      provider: nameIn(request.getProvider().replace(/::[^:]*$/, "")),
    });
    return Reflect.apply(original, monitor, [request, ...rest]);
  };
}

/** urn:pulumi:stack::project::type::name */
const nameIn = (urn: string): string => urn.split("::").pop() ?? "";

function holdsSecret(value: unknown): boolean {
  if (pulumi.runtime.isRpcSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

function opened(value: unknown): unknown {
  const plain: unknown = pulumi.runtime.isRpcSecret(value) ? pulumi.runtime.unwrapRpcSecret(value) : value;
  if (Array.isArray(plain)) return plain.map(opened);
  if (typeof plain !== "object" || plain === null) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, opened(inner)]));
}

/** Outputs that a resource declares as secret come back as such, as from a real engine. */
function marked(state: Record<string, unknown>, secrets: readonly string[]): Record<string, unknown> {
  const seal = (value: unknown) => ({ [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value });
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key,
      secrets.includes(key) && !pulumi.runtime.isRpcSecret(value) ? seal(value) : value,
    ]),
  );
}
