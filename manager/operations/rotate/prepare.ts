import type { RandomSecretName } from "../../../components/config/secrets";
import { kebab } from "../../../components/secrets";
import type { InstanceSpec } from "../../../components/spec";
import { FleetError } from "../errors";
import { type Model, model } from "../model";
import type { Plan } from "../plan/types";
import type { Workspace } from "../workspace";
import { type Journal, overlapEnd, readJournal } from "./journal";
import { planned } from "./planned";
import { chosen, refusalOf } from "./rotatable";

export interface RotationOptions {
  /** A secret, or `all`. */
  readonly wanted: string;
  /** End the time in which tokens of the old signing key count. */
  readonly finish?: boolean;
  /** Do it before the last of those tokens has expired, and give a new rotation no such time. */
  readonly now?: boolean;
  /** Apply what is pending for other instances too, where the engine cannot leave it out. */
  readonly allPending?: boolean;
}

/** A rotation that can be agreed to. */
export interface Rotation {
  readonly instance: string;
  readonly journal: Journal;
  /** Whether an earlier call began it. */
  readonly resumed: boolean;
  /** What applying it does to the instance, and to others where the engine cannot leave them out. */
  readonly plan: Plan;
  /** Names of the resources that the apply is limited to; the whole list when undefined. */
  readonly resources: readonly string[] | undefined;
}

/** @throws FleetError saying why it is refused, or what to do first. Nothing is changed. */
export async function prepare(workspace: Workspace, instance: string, options: RotationOptions): Promise<Rotation> {
  const begun = readJournal(workspace, instance);
  if (begun !== undefined) return await resume(workspace, begun, options);
  const now = await model(workspace);
  const spec = specOf(now, instance);
  const journal = options.finish === true ? finishing(workspace, now, spec, options) : beginning(workspace, now, spec, options); // prettier-ignore
  return { instance, journal, resumed: false, ...(await planned(workspace, journal, options)) };
}

async function resume(workspace: Workspace, journal: Journal, { wanted, finish = false, ...options }: RotationOptions) {
  const { instance, mode } = journal;
  if (journal.wanted !== wanted || (mode === "finish") !== finish) {
    const command = `fleet rotate ${instance} ${journal.wanted}${mode === "finish" ? " --finish" : ""}`;
    throw new FleetError("refused", `A rotation of ${instance} did not come to its end. Complete it first: ${command}`);
  }
  return { instance, journal, resumed: true, ...(await planned(workspace, journal, options)) };
}

function beginning(
  workspace: Workspace,
  now: Model,
  spec: InstanceSpec,
  { wanted, now: atOnce = false }: RotationOptions,
): Journal {
  const names = chosen(spec, wanted);
  const overlap = names.includes("jwtKeys") && !atOnce;
  const until = overlapEnd(workspace, spec.name);
  if (names.includes("jwtKeys") && spec.config.keys.previousJwtKeys === "accept" && until !== undefined && until > new Date())
    throw new FleetError("refused", `Tokens of the signing key before this one count until ${until.toISOString()}, and another rotation would end them. Wait, or end them first: fleet rotate ${spec.name} jwtKeys --finish --now`); // prettier-ignore
  const secrets = names.map((secret) => {
    const from = generationOf(now, spec, secret);
    return { secret, from, to: from + 1 };
  });
  return { version: 1, instance: spec.name, wanted, mode: "rotate", overlap, secrets, step: "begun" };
}

function finishing(
  workspace: Workspace,
  now: Model,
  spec: InstanceSpec,
  { wanted, now: atOnce = false }: RotationOptions,
): Journal {
  if (wanted !== "jwtKeys") throw new FleetError("usage", "Only jwtKeys has something to finish; other secrets change at once."); // prettier-ignore
  const refusal = refusalOf(spec, "jwtKeys");
  if (refusal !== undefined) throw new FleetError("refused", refusal);
  if (spec.config.keys.previousJwtKeys !== "accept") throw new FleetError("usage", `There is nothing to finish: ${spec.name} accepts tokens of its newest signing key alone.`); // prettier-ignore
  const until = overlapEnd(workspace, spec.name);
  if (until !== undefined && until > new Date() && !atOnce)
    throw new FleetError("refused", `Tokens of the old signing key are valid until ${until.toISOString()}. Wait for that, or end them at once with --now: those who hold one see 401 until their app refreshes it.`); // prettier-ignore
  const to = generationOf(now, spec, "jwtKeys");
  const secrets = [{ secret: "jwtKeys" as const, from: Math.max(1, to - 1), to }];
  return { version: 1, instance: spec.name, wanted, mode: "finish", overlap: false, secrets, step: "begun" };
}

function specOf({ fleet, steps }: Model, instance: string): InstanceSpec {
  const spec = fleet.instances.find(({ name }) => name === instance);
  if (spec === undefined) {
    const names = fleet.instances.map(({ name }) => name).join(", ");
    throw new FleetError("usage", `There is no instance "${instance}" in the list. There are: ${names}.`);
  }
  if (!steps.some(({ parent, old }) => parent === instance && old !== undefined))
    throw new FleetError("refused", `${instance} has never been applied, so it has no secrets yet: fleet apply`);
  // Only a running instance can be told of a new password, and only there can a login prove it.
  if (spec.config.state !== "active")
    throw new FleetError("refused", `${instance} is paused, and what lies in its database cannot be changed. Resume it first: fleet resume ${instance}`); // prettier-ignore
  return spec;
}

/** The generation in use. @throws FleetError when the list names one that was never applied. */
export function generationOf({ steps }: Pick<Model, "steps">, spec: InstanceSpec, secret: RandomSecretName): number {
  const wanted = spec.config.rotation[secret] ?? 1;
  const applied = steps.some(
    ({ name, old }) => name === secretResource(spec.name, secret, wanted) && old !== undefined,
  );
  if (!applied)
    throw new FleetError("refused", `The list has ${secret} of ${spec.name} at generation ${wanted}, which was never applied. Apply it first: fleet apply`); // prettier-ignore
  return wanted;
}

/** Name of the resource that holds one generation of a secret; `components/secrets.ts` gives it. */
export const secretResource = (instance: string, secret: RandomSecretName, generation: number): string =>
  `${instance}-${kebab(secret)}${generation === 1 ? "" : `-${generation}`}`;
