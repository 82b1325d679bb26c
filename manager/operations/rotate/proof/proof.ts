import type { RandomSecretName } from "../../../../components/config/secrets";
import { containerName } from "../../../../components/config/names";
import type { InstanceSpec } from "../../../../components/spec";
import { FleetError } from "../../errors";
import { type Host, hostsOf } from "../../host";
import { type Model, model } from "../../model";
import { type Running, note, stopIfCancelled } from "../../progress";
import type { Workspace } from "../../workspace";
import type { Journal } from "../journal";
import { databaseProofs } from "./database";
import { type Front, frontOf } from "./front";
import { dashboardProofs, keyProofs, tokenProofs } from "./gateway";
import { heldProofs } from "./held";
import { storageProofs } from "./storage";
import { type Pair, type Values, valuesOf } from "./values";

/** One login that was tried. */
export interface Proof {
  readonly secret: RandomSecretName;
  /** Such as `new password as authenticator`. */
  readonly login: string;
  /** skipped: it could not be tried, and `seen` says why. */
  readonly result: "passed" | "failed" | "skipped";
  /** What was expected and what happened; no secret. */
  readonly seen: string;
}

/** What a proof works with. */
export interface Proving {
  readonly spec: InstanceSpec;
  readonly host: Host;
  readonly values: Values;
  readonly gateway: Front;
  readonly mode: Journal["mode"];
  readonly overlap: boolean;
}

type Prover = (proving: Proving, pair: Pair, secret: RandomSecretName) => Promise<Proof[]>;

/** Every secret is looked for in the containers; these have a door besides, at which a login can be tried. */
const doors: Partial<Record<RandomSecretName, Prover>> = {
  postgresPassword: databaseProofs,
  jwtSecret: keyProofs,
  publishableKey: keyProofs,
  secretKey: keyProofs,
  jwtKeys: tokenProofs,
  dashboardPassword: dashboardProofs,
  s3ProtocolKeySecret: storageProofs,
};

/** Tries every login with the new value, which has to be accepted, and with the old one, which has to be refused. */
export async function prove(
  workspace: Workspace,
  { instance, secrets, mode, overlap }: Journal,
  running: Running,
): Promise<{ proofs: Proof[]; tokenLife: number }> {
  const now = await model(workspace);
  const proving = provingOf(now, instance, { secrets, mode, overlap });
  const proofs: Proof[] = [];
  for (const { secret } of secrets) {
    const pair = proving.values.pairs[secret];
    if (pair === undefined) throw new FleetError("config", `The state has no ${secret} of ${instance} to log in with`);
    const tried = [...((await doors[secret]?.(proving, pair, secret)) ?? []), ...(await heldProofs(proving, pair, secret))]; // prettier-ignore
    for (const { login, seen } of tried.filter(({ result }) => result === "failed"))
      note(running, `${login} ${seen}`, instance);
    stopIfCancelled(running);
    proofs.push(...tried);
  }
  return { proofs, tokenLife: proving.spec.config.auth.jwtExpiry };
}

function provingOf(now: Model, instance: string, change: Pick<Journal, "secrets" | "mode" | "overlap">): Proving {
  const spec = now.fleet.instances.find(({ name }) => name === instance);
  const host = hostsOf(now.fleet).find(({ name }) => name === spec?.host.name);
  if (spec === undefined || host === undefined)
    throw new FleetError("usage", `${instance} is not in the list any more`);
  const { mode, overlap } = change;
  return {
    spec,
    host,
    values: valuesOf(now, spec, change.secrets),
    gateway: frontOf(spec, now.outputs[instance]?.apiUrl ?? ""),
    mode,
    overlap,
  };
}

export const containerOf = ({ spec, host }: Proving, service: Parameters<typeof containerName>[1]) =>
  host.docker.getContainer(containerName(spec.name, service));
