import { randomInt } from "node:crypto";
import { hash } from "bcryptjs";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "../components/dynamic/dockerApi";
import { type Handler, dockerHandlers } from "./dockerResources";
import { checkDynamic, dynamicHandler } from "./dynamicResources";
import type { Properties, State, StoredResource } from "./state";

/** What a run does to one resource. */
export type Action = "create" | "update" | "replace" | "delete" | "same";

export interface Step {
  readonly action: Action;
  readonly type: string;
  readonly name: string;
}

/** Options of a resource that the mocks do not hand over; `run.ts` reads them from the registration. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
}

interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly options: ResourceOptions;
}

/**
 * Makes one stack true on the local Docker host: creates what is missing, keeps what matches, replaces what differs,
 * removes what is gone.
 */
export class Engine {
  readonly steps: Step[] = [];
  readonly #seen = new Set<string>();
  #docker: Record<string, Handler> | undefined;

  constructor(
    readonly state: State,
    readonly preview: boolean,
    readonly onStep: (step: Step) => void = () => undefined,
  ) {}

  async register({ type, name, inputs, options }: Registration): Promise<{ id: string; state: Properties }> {
    if (type === "pulumi:providers:docker") return this.#useHost(inputs);
    this.#seen.add(`${type}::${name}`);
    const old = this.state.get(type, name);
    if (type === "random:index/randomPassword:RandomPassword")
      return await this.#random(old, { type, name, inputs, options });
    const checked = type.startsWith("pulumi-nodejs:dynamic") ? await checkDynamic(old, inputs, name) : inputs;
    const handler = this.#handler(type, old);
    const action = await decide(handler, old, checked, options);
    this.#note({ action, type, name });
    if (this.preview) return { id: old?.id ?? `${name}-later`, state: { ...checked, ...old?.outputs } };
    const done = await apply(handler, action, old, checked);
    this.state.put({
      type,
      name,
      ...done,
      inputs: checked,
      protect: options.protect,
      retainOnDelete: options.retainOnDelete,
    });
    return { id: done.id, state: done.outputs };
  }

  /** Deletes what the program no longer declares, newest first. Nothing goes while anything protected would have to. */
  async finish(): Promise<void> {
    const gone = this.state.all.filter(({ type, name }) => !this.#seen.has(`${type}::${name}`)).reverse();
    const refused = gone.filter(({ protect }) => protect);
    if (refused.length > 0)
      throw new Error(`protected and not in the list any more: ${refused.map(({ name }) => name).join(", ")}`);
    for (const resource of gone) await this.#remove(resource);
  }

  async #remove(resource: StoredResource): Promise<void> {
    this.#note({ action: "delete", type: resource.type, name: resource.name });
    if (this.preview) return;
    const local = resource.type.startsWith("random:") || resource.retainOnDelete;
    if (!local) await this.#handler(resource.type, resource).remove(resource.id, resource.inputs);
    this.state.remove(resource);
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
    if (type.startsWith("pulumi-nodejs:dynamic")) return dynamicHandler(old);
    this.#docker ??= dockerHandlers(connect("unix:///var/run/docker.sock"));
    const handler = this.#docker[type];
    if (handler === undefined) throw new Error(`The embedded engine does not know ${type}`);
    return handler;
  }

  async #random(old: StoredResource | undefined, { type, name, inputs, options }: Registration) {
    this.#note({ action: old === undefined ? "create" : "same", type, name });
    const result = typeof old?.outputs.result === "string" ? old.outputs.result : password(Number(inputs.length));
    const bcryptHash = old?.outputs.bcryptHash ?? (await hash(result, 10));
    const outputs = { ...inputs, result, bcryptHash };
    if (!this.preview)
      this.state.put({ type, name, id: "none", inputs, outputs, protect: options.protect, retainOnDelete: false });
    return { id: "none", state: outputs };
  }

  #note(step: Step): void {
    this.steps.push(step);
    this.onStep(step);
  }
}

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
  inputs: Properties,
  options: ResourceOptions,
): Promise<Action> {
  if (old === undefined) return "create";
  const keys = [...new Set([...Object.keys(inputs), ...Object.keys(old.inputs)])].filter(
    (key) => !options.ignoreChanges.includes(key),
  );
  const changed = keys.filter((key) => JSON.stringify(inputs[key]) !== JSON.stringify(old.inputs[key]));
  if (!(await handler.exists(old.id))) return "create";
  const byInputs =
    changed.length === 0 ? "same" : changed.every((key) => handler.live.includes(key)) ? "update" : "replace";
  const decided = (await handler.decide?.(old, inputs)) ?? byInputs;
  if (decided === "replace" && old.protect)
    throw new Error(`${old.name} is protected, and ${changed.join(", ")} would replace it`);
  return decided;
}

async function apply(
  handler: Handler,
  action: Action,
  old: StoredResource | undefined,
  inputs: Properties,
): Promise<{ id: string; outputs: Properties }> {
  if (old !== undefined && action === "same") return { id: old.id, outputs: old.outputs };
  if (old !== undefined && action === "update") {
    const outputs = await handler.update(old.id, inputs);
    return { id: old.id, outputs: outputs ?? inputs };
  }
  if (old !== undefined && action === "replace") await handler.remove(old.id, old.inputs);
  const { id, outputs } = await handler.create(inputs);
  return { id, outputs: outputs ?? inputs };
}

export const unwrapSecrets = (value: unknown): unknown => {
  const plain = pulumi.runtime.isRpcSecret(value) ? pulumi.runtime.unwrapRpcSecret(value) : value;
  if (Array.isArray(plain)) return plain.map(unwrapSecrets);
  if (typeof plain !== "object" || plain === null) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, unwrapSecrets(inner)]));
};
