import { record } from "./audit";
import { FleetError, messageOf } from "./errors";
import { fingerprints } from "./fingerprint";
import { masked } from "./logs/frames";
import { type Model, model } from "./model";
import type { Workspace } from "./workspace";

/** What an application or an operator connects with. */
export interface InstanceKeys {
  readonly name: string;
  readonly urls: { readonly api?: string; readonly studio?: string; readonly mail?: string };
  readonly keys: readonly Key[];
  /** Such as a rotation that is not applied yet. */
  readonly notes: readonly string[];
}

export interface Key {
  readonly name: KeyName;
  readonly use: string;
  /** Whether it is made to be seen by everybody. */
  readonly public: boolean;
  /** Plain when it is public or `reveal` was asked for. An address has its password hidden otherwise. */
  readonly value?: string | undefined;
  /** Short mark of a secret, such as `#1a2b3c4d`: the same secret has the same mark, in a plan too. */
  readonly mark?: string | undefined;
}

const uses = {
  publishableKey: "API key for browsers and apps",
  secretKey: "API key for servers; no row level security holds it back",
  anonKey: "the publishable key in its older form",
  serviceRoleKey: "the secret key in its older form",
  dashboardPassword: "password of the user supabase for Studio and the mails",
  postgresPassword: "password of the database's roles",
  jwtSecret: "signs the keys of the older form",
  poolerUrl: "the database through the pooler",
  databaseUrl: "the database itself",
} as const;

export type KeyName = keyof typeof uses;
export const keyNames = Object.keys(uses) as KeyName[]; // Object.keys widens to string

const forEverybody: readonly KeyName[] = ["publishableKey", "anonKey"];
const addresses: readonly KeyName[] = ["poolerUrl", "databaseUrl"];

/** What Pulumi's runtime says of a value that only a run will know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface KeysOptions {
  /** Hand out secrets in plain text, with a line in the audit log; without it none leaves here. */
  readonly reveal?: boolean;
  /** One key; all when unset. */
  readonly only?: KeyName | undefined;
}

/**
 * The keys of an instance, from the program and the state. No host is asked.
 * @throws FleetError when there is no such instance, the stack file is wrong, or a secret that is to be shown cannot be noted.
 */
export async function keys(
  workspace: Workspace,
  name: string,
  { reveal = false, only }: KeysOptions = {},
): Promise<InstanceKeys> {
  const known = await model(workspace);
  const outputs = known.outputs[name];
  if (outputs === undefined) {
    const names = known.fleet.instances.map((instance) => instance.name).join(", ");
    throw new FleetError("usage", `There is no instance "${name}" in the list. There are: ${names}.`);
  }
  const mark = fingerprints(known.steps.flatMap(({ old }) => old ?? []));
  const values = keyNames.flatMap((key): Key[] => {
    if (only !== undefined && key !== only) return [];
    const text = outputs[key];
    if (text === undefined) return [];
    const described = { name: key, use: uses[key], public: forEverybody.includes(key) };
    if (text.includes(unknown)) return [described];
    if (reveal || described.public) return [{ ...described, value: text }];
    return [{ ...described, ...(addresses.includes(key) ? { value: masked(text) } : { mark: mark(text) }) }];
  });
  if (reveal && values.some((key) => !key.public && key.value !== undefined)) note(workspace, name, only);
  const { apiUrl: api, studioUrl: studio, mailUrl: mail } = outputs;
  return { name, urls: { api, studio, mail }, keys: values, notes: notesOf(known, name) };
}

/** Who saw a secret is asked after it was lost: what cannot be noted is not shown. */
function note(workspace: Workspace, name: string, only: KeyName | undefined): void {
  const job = ["keys", name, ...(only === undefined ? [] : [only]), "--reveal"].join(" ");
  try {
    record(workspace, { job, result: "done" });
  } catch (error) {
    throw new FleetError("failed", `The audit log cannot be written, so no secret is shown: ${messageOf(error)}`, { cause: error }); // prettier-ignore
  }
}

function notesOf({ steps }: Model, name: string): string[] {
  const made = steps.filter(({ type, parent, action }) => type.endsWith(":RandomPassword") && parent === name && action === "create"); // prettier-ignore
  if (made.length === 0) return [];
  return [`${made.length} of its secrets are not made yet: "fleet apply" makes them, and these change with them.`];
}
