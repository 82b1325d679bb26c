import { connect } from "../components/dynamic/dockerApi";
import { changedKeys } from "./changedKeys";
import { type Handler, dockerHandlers } from "./dockerResources";
import { checkDynamic, dynamicHandler } from "./dynamicResources";
import { passwords } from "./passwords";
import type { Properties, Resources, StoredResource } from "./state";

/** What a run does to one resource. */
export interface Step {
  readonly action: "create" | "update" | "replace" | "delete" | "same";
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** As the last run left it; undefined when it is new. */
  readonly old: StoredResource | undefined;
  /** What the program wants; undefined when it is deleted. */
  readonly inputs: Properties | undefined;
  /** Paths of the inputs that are secret, such as `envs/3`. */
  readonly secrets: readonly string[];
}

export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Name of the component that it belongs to. */
  readonly parent: string;
  /** Name of the provider whose Docker it is on. */
  readonly provider: string;
  readonly inputs: Properties;
  /** Paths of the inputs that are secret, such as `envs/3`. */
  readonly secrets: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
}

/**
 * `up` makes it true. `preview` says what would be done, and looks at Docker for what is gone. `plan` says it from the state
 * alone, collects what is refused instead of ending there, and needs no host.
 */
export type Mode = "up" | "preview" | "plan";

const isDynamic = (type: string) => type.startsWith("pulumi-nodejs:dynamic");
/** The one check that asks a host. */
const asksHost = (type: string) => type.endsWith(":VolumeCheck");

/** Makes one stack true: creates what is missing, keeps what matches, replaces what differs, removes what is gone. */
export class Engine {
  readonly steps: Step[] = [];
  /** Why a run would not go through; in a plan alone. */
  readonly refusals: string[] = [];
  readonly #seen = new Set<string>();
  /** Names, as Docker has them, of what this run replaces. */
  readonly #replaced = new Set<string>();
  readonly #hosts = new Map<string, Record<string, Handler>>();
  /** Address of the one Docker: what the list names no more was made there too. */
  #address: string | undefined;
  /** The Docker of what names none: the one that the list named last. */
  #usual = dockerHandlers(connect("unix:///var/run/docker.sock"));

  constructor(
    readonly state: Resources,
    readonly mode: Mode,
    readonly onStep: (step: Step) => void = () => undefined,
  ) {}

  async register(registration: Registration): Promise<{ id: string; state: Properties }> {
    const { type, name, parent, secrets, protect, retainOnDelete } = registration;
    if (type === "pulumi:providers:docker") return this.#useHost(registration);
    this.#seen.add(`${type}::${name}`);
    const old = this.state.get(type, name);
    const inputs = isDynamic(type) ? await this.#checked(old, registration) : withIgnored(old, registration);
    const handler = this.#handler(registration, old);
    const action = await this.#decide(handler, old, inputs);
    if (action === "replace") this.#replaced.add(String(inputs.name));
    this.#note({ action, type, name, parent, old, inputs, secrets });
    if (this.mode !== "up") {
      const id = action === "create" || action === "replace" ? `${name}-later` : old?.id;
      return { id: id ?? `${name}-later`, state: { ...inputs, ...old?.outputs } };
    }
    const done = await apply(handler, action, old, inputs);
    this.state.put({ type, name, parent, ...done, inputs, secrets, protect, retainOnDelete });
    return { id: done.id, state: done.outputs };
  }

  /** Deletes what the program no longer declares, newest first. Nothing goes while anything protected would have to. */
  async finish(): Promise<void> {
    const gone = this.state.all.filter(({ type, name }) => !this.#seen.has(`${type}::${name}`)).reverse();
    const refused = gone.filter(({ protect }) => protect).map(({ name }) => name);
    if (refused.length > 0) this.#refuse(`protected and not in the list any more: ${refused.join(", ")}`);
    for (const resource of gone) {
      const { type, name, parent = "" } = resource;
      this.#note({ action: "delete", type, name, parent, old: resource, inputs: undefined, secrets: [] });
      if (this.mode !== "up") continue;
      if (!resource.retainOnDelete)
        await this.#handler({ type, provider: "" }, resource).remove(resource.id, resource.inputs);
      this.state.remove(resource);
    }
  }

  #refuse(reason: string): void {
    if (this.mode !== "plan") throw new Error(reason);
    this.refusals.push(reason);
  }

  async #checked(old: StoredResource | undefined, { type, name, inputs }: Registration): Promise<Properties> {
    if (this.mode === "plan" && asksHost(type)) return inputs;
    const { checked, failures } = await checkDynamic(old, inputs);
    if (failures.length > 0) this.#refuse(failures.map((reason) => `${name}: ${reason}`).join("\n\n"));
    return checked;
  }

  #useHost({ name, inputs }: Registration): { id: string; state: Properties } {
    const host = String(inputs.host);
    if (this.mode === "up" && this.#address !== undefined && this.#address !== host)
      throw new Error(
        `The embedded engine works on one Docker alone, not on ${this.#address} and ${host}: install the Pulumi CLI for more`,
      );
    this.#address = host;
    this.#usual = dockerHandlers(connect(host));
    this.#hosts.set(name, this.#usual);
    return { id: name, state: inputs };
  }

  #handler({ type, provider }: Pick<Registration, "type" | "provider">, old: StoredResource | undefined): Handler {
    if (isDynamic(type)) return dynamicHandler(old);
    const host = this.#hosts.get(provider) ?? this.#usual;
    const handler = type === "random:index/randomPassword:RandomPassword" ? passwords : host[type];
    if (handler === undefined) throw new Error(`The embedded engine does not know ${type}`);
    return handler;
  }

  async #decide(handler: Handler, old: StoredResource | undefined, inputs: Properties): Promise<Step["action"]> {
    if (old === undefined) return "create";
    // A network that is replaced takes its containers along.
    if (networksOf(inputs).some((network) => this.#replaced.has(network))) return "replace";
    if (this.mode !== "plan" && (await handler.exists?.(old.id)) === false) return "create";
    const changed = changedKeys(old.inputs, inputs);
    const byInputs =
      changed.length === 0 ? "same" : changed.every((key) => handler.live?.includes(key)) ? "update" : "replace";
    const decided = (await handler.decide?.(old, inputs)) ?? byInputs;
    if (decided === "replace" && old.protect)
      this.#refuse(`${old.name} is protected, and ${changed.join(", ")} would replace it`);
    return decided;
  }

  #note(step: Step): void {
    this.steps.push(step);
    this.onStep(step);
  }
}

/** The inputs, with those whose change is to be ignored as the last run left them. */
function withIgnored(old: StoredResource | undefined, { inputs, ignoreChanges }: Registration): Properties {
  if (old === undefined) return inputs;
  return { ...inputs, ...Object.fromEntries(ignoreChanges.map((key) => [key, old.inputs[key]])) };
}

const networksOf = ({ networksAdvanced }: Properties): string[] =>
  Array.isArray(networksAdvanced) ? networksAdvanced.map((network: { name: string }) => network.name) : [];

async function apply(handler: Handler, action: Step["action"], old: StoredResource | undefined, inputs: Properties) {
  if (old !== undefined && (action === "same" || action === "update")) await handler.keep?.(old.id);
  if (old !== undefined && action === "same") return { id: old.id, outputs: old.outputs };
  if (old !== undefined && action === "update")
    return { id: old.id, outputs: (await handler.update?.(old.id, inputs)) ?? inputs };
  if (old !== undefined && action === "replace") await handler.remove(old.id, old.inputs);
  const { id, outputs = inputs } = await handler.create(inputs);
  return { id, outputs };
}
