import { Problems } from "../../../components/config/problems";
import { fleetFrom } from "../../../components/config/read";
import type { Fleet } from "../../../components/spec";
import type { Step } from "../../../engine/engine";
import type { Properties, StoredResource } from "../../../engine/state";
import type { Model } from "../../operations/model";

/** What Pulumi's runtime says of a value that only a run will know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Told {
  readonly action?: Step["action"];
  readonly parent?: string;
  /** Inputs that the last run left; none for what is new. */
  readonly old?: Properties;
  /** Inputs that the program wants; none for what goes. */
  readonly now?: Properties;
  readonly secrets?: readonly string[];
  readonly oldSecrets?: readonly string[];
  readonly outputs?: Properties;
  readonly retainOnDelete?: boolean;
}

/** One step of a run, with what does not matter filled in. */
export function step(type: string, name: string, told: Told): Step {
  const { parent = "", old, now, secrets = [], oldSecrets = secrets, outputs, retainOnDelete = false } = told;
  const stored: StoredResource | undefined = old && {
    type,
    name,
    id: `${name}-id`,
    parent,
    inputs: old,
    outputs: outputs ?? old,
    secrets: oldSecrets,
    protect: false,
    retainOnDelete,
  };
  const action = told.action ?? (old === undefined ? "create" : now === undefined ? "delete" : "replace");
  return { action, type, name, parent, old: stored, inputs: now, secrets };
}

/** A container of an instance; variables as an object, those whose name begins with `SECRET_` are secret. */
export function container(
  instance: string,
  service: string,
  told: Omit<Told, "old" | "now"> & { old?: Given; now?: Given },
): Step {
  const inputs = ({ env = {}, ...more }: Given): Properties => ({
    name: `supabase-${instance}-${service}`,
    labels: [
      { label: "supabase-fleet.instance", value: instance },
      { label: "supabase-fleet.service", value: service },
    ],
    envs: lines(env),
    ...more,
  });
  const hidden = (given: Given | undefined) =>
    lines(given?.env ?? {}).flatMap((line, index) => (line.startsWith("SECRET_") ? [`envs/${index}`] : []));
  const { old, now, ...rest } = told;
  return step("docker:index/container:Container", `${instance}-${service}`, {
    parent: instance,
    secrets: hidden(now),
    oldSecrets: hidden(old),
    ...rest,
    ...(old && { old: inputs(old) }),
    ...(now && { now: inputs(now) }),
  });
}

type Given = { readonly env?: Readonly<Record<string, string>> } & Properties;

/** As the program writes them: in order, and one that is not known yet without its name. */
const lines = (env: Readonly<Record<string, string>>) =>
  Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value === unknown ? unknown : `${key}=${value}`));

const kinds = { volume: "docker:index/volume:Volume", network: "docker:index/network:Network", secret: "random:index/randomPassword:RandomPassword", snippet: "pulumi-nodejs:dynamic/supabase:RemoteFile", database: "pulumi-nodejs:dynamic/supabase:DatabaseReady", ready: "pulumi-nodejs:dynamic/supabase:Ready", check: "pulumi-nodejs:dynamic/supabase:VolumeCheck" } as const; // prettier-ignore

/** Anything else of an instance. */
export const other = (instance: string, kind: keyof typeof kinds, role: string, told: Told): Step =>
  step(kinds[kind], `${instance}-${role}`, { parent: instance, ...told });

type Settings = Readonly<Record<string, string>> | undefined;

/** What the list said at the last apply and says now, by instance. */
export function ledger(before: Record<string, Settings>, after: Record<string, Settings>): Step {
  const entries = (all: Record<string, Settings>) => ({
    instances: Object.fromEntries(
      Object.entries(all).map(([name, settings]) => [
        name,
        { protect: true, host: "local", postgres: "17", ...(settings && { settings }) },
      ]),
    ),
  });
  return step("pulumi-nodejs:dynamic/supabase:Ledger", "fleet", {
    action: "update",
    old: entries(before),
    now: entries(after),
  });
}

/** A run of the program over these entries of the list, without running it. */
export function modelOf(
  entries: readonly Record<string, unknown>[],
  steps: readonly Step[],
  more: Partial<Model> & { hosts?: Record<string, unknown> } = {},
): Model {
  const { hosts = { local: {} }, ...rest } = more;
  return { fleet: fleetOf(entries, hosts), steps, refusals: [], given: [], outputs: {}, ...rest };
}

function fleetOf(instances: readonly Record<string, unknown>[], hosts: Record<string, unknown>): Fleet {
  const problems = new Problems();
  const fleet = fleetFrom({ domain: "example.com", hosts, instances }, problems);
  if (fleet === undefined || problems.list.length > 0) throw new Error(JSON.stringify(problems.list));
  return fleet;
}
