import { randomInt } from "node:crypto";
import { hash } from "bcryptjs";
import { connect } from "../components/dynamic/dockerApi";
import { type Handler, dockerHandlers } from "./dockerResources";
import { checkDynamic, dynamicHandler } from "./dynamicResources";
import type { Properties, State, StoredResource } from "./state";

/** What a run does to one resource. */
export interface Step {
  readonly action: "create" | "update" | "replace" | "delete" | "same";
  readonly type: string;
  readonly name: string;
}

export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
}

const isDynamic = (type: string) => type.startsWith("pulumi-nodejs:dynamic");

/** Makes one stack true: creates what is missing, keeps what matches, replaces what differs, removes what is gone. */
export class Engine {
  readonly steps: Step[] = [];
  readonly #seen = new Set<string>();
  #docker = dockerHandlers(connect("unix:///var/run/docker.sock"));

  constructor(
    readonly state: State,
    readonly preview: boolean,
    readonly onStep: (step: Step) => void,
  ) {}

  async register(registration: Registration): Promise<{ id: string; state: Properties }> {
    const { type, name, protect, retainOnDelete } = registration;
    if (type === "pulumi:providers:docker") return this.#useHost(registration.inputs);
    this.#seen.add(`${type}::${name}`);
    const old = this.state.get(type, name);
    const inputs = isDynamic(type) ? await checkDynamic(old, registration.inputs, name) : registration.inputs;
    const handler = this.#handler(type, old);
    const action = await decide(handler, old, { ...registration, inputs });
    this.#note({ action, type, name });
    if (this.preview) return { id: old?.id ?? `${name}-later`, state: { ...inputs, ...old?.outputs } };
    const done = await apply(handler, action, old, inputs);
    this.state.put({ type, name, ...done, inputs, protect, retainOnDelete });
    return { id: done.id, state: done.outputs };
  }

  /** Deletes what the program no longer declares, newest first. Nothing goes while anything protected would have to. */
  async finish(): Promise<void> {
    const gone = this.state.all.filter(({ type, name }) => !this.#seen.has(`${type}::${name}`)).reverse();
    const refused = gone.filter(({ protect }) => protect).map(({ name }) => name);
    if (refused.length > 0) throw new Error(`protected and not in the list any more: ${refused.join(", ")}`);
    for (const resource of gone) {
      this.#note({ action: "delete", type: resource.type, name: resource.name });
      if (this.preview) continue;
      if (!resource.retainOnDelete) await this.#handler(resource.type, resource).remove(resource.id, resource.inputs);
      this.state.remove(resource);
    }
  }

  #useHost(inputs: Properties): { id: string; state: Properties } {
    const host = String(inputs.host);
    if (!host.startsWith("unix://"))
      throw new Error(
        `The embedded engine works on the local Docker alone, not on ${host}: install the Pulumi CLI for more`,
      );
    this.#docker = dockerHandlers(connect(host));
    return { id: "docker", state: inputs };
  }

  #handler(type: string, old: StoredResource | undefined): Handler {
    if (isDynamic(type)) return dynamicHandler(old);
    const handler = type === "random:index/randomPassword:RandomPassword" ? passwords : this.#docker[type];
    if (handler === undefined) throw new Error(`The embedded engine does not know ${type}`);
    return handler;
  }

  #note(step: Step): void {
    this.steps.push(step);
    this.onStep(step);
  }
}

/** Random passwords live in the state alone, and never change by themselves. */
const passwords: Handler = {
  decide: async () => "same",
  async create(inputs) {
    const result = password(Number(inputs.length));
    return { id: "none", outputs: { ...inputs, result, bcryptHash: await hash(result, 10) } };
  },
  remove: async () => undefined,
};

/** Letters and digits, at least one lower-case letter and one digit, as the program asks for. */
function password(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  for (;;) {
    const text = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
    if (/[a-z]/.test(text) && /[0-9]/.test(text)) return text;
  }
}

async function decide(
  handler: Handler,
  old: StoredResource | undefined,
  { inputs, ignoreChanges }: Registration,
): Promise<Step["action"]> {
  if (old === undefined || (await handler.exists?.(old.id)) === false) return "create";
  const keys = [...new Set([...Object.keys(inputs), ...Object.keys(old.inputs)])].filter(
    (key) => !ignoreChanges.includes(key),
  );
  const changed = keys.filter((key) => JSON.stringify(inputs[key]) !== JSON.stringify(old.inputs[key]));
  const byInputs =
    changed.length === 0 ? "same" : changed.every((key) => handler.live?.includes(key)) ? "update" : "replace";
  const decided = (await handler.decide?.(old, inputs)) ?? byInputs;
  if (decided === "replace" && old.protect)
    throw new Error(`${old.name} is protected, and ${changed.join(", ")} would replace it`);
  return decided;
}

async function apply(handler: Handler, action: Step["action"], old: StoredResource | undefined, inputs: Properties) {
  if (old !== undefined && (action === "same" || action === "update")) await handler.keep?.(old.id);
  if (old !== undefined && action === "same") return { id: old.id, outputs: old.outputs };
  if (old !== undefined && action === "update")
    return { id: old.id, outputs: (await handler.update?.(old.id, inputs)) ?? inputs };
  if (old !== undefined && action === "replace") await handler.remove(old.id, old.inputs);
  const { id, outputs = inputs } = await handler.create(inputs);
  return { id, outputs };
}
