import type { Step } from "../../../engine/engine";
import type { Properties } from "../../../engine/state";
import type { GivenSecret } from "../../program/protocol";
import type { Fingerprint } from "../fingerprint";

/** Shorter texts are found in every other word, and tell nothing by themselves. */
const shortest = 8;

/** A text with every secret in it put as its fingerprint, wherever the secret has got to. */
export type Hide = (text: string) => string;

/** Knows every secret that a run of the program deals with: the last line of defence, behind what is marked as one. */
export function hideAll(steps: readonly Step[], given: readonly GivenSecret[], fingerprint: Fingerprint): Hide {
  const secrets = [...steps.flatMap(secretsOf), ...given.map(({ text }) => text)].filter(({ length }) => length >= shortest); // prettier-ignore
  const forms = new Map(secrets.flatMap((secret) => formsOf(secret).map((form) => [form, secret])));
  const longestFirst = [...forms].sort(([a], [b]) => b.length - a.length);
  return (text) => longestFirst.reduce((shown, [form, secret]) => shown.replaceAll(form, fingerprint(secret)), text);
}

/** As it is, in an address, in JSON and in a header of HTTP. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64"),
];

function secretsOf({ type, inputs, secrets, old }: Step): string[] {
  const generated = type.endsWith(":RandomPassword") ? [old?.outputs.result, old?.outputs.bcryptHash] : [];
  const marked = [...secrets.map((path) => at(inputs, path)), ...(old?.secrets ?? []).map((path) => at(old?.inputs, path))]; // prettier-ignore
  return [...generated, ...marked].flatMap((value) => (typeof value === "string" ? textsIn(value) : []));
}

/** A variable's secret is what stands behind its name; with the name it would never be found elsewhere. */
function textsIn(value: string): string[] {
  const variable = /^[A-Za-z_][A-Za-z0-9_]*=/.exec(value)?.[0] ?? "";
  return [value.slice(variable.length)];
}

/** The value at a path such as `envs/3`; undefined when there is none. */
export function at(inputs: Properties | undefined, path: string): unknown {
  return path
    .split("/")
    .reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined), inputs); // prettier-ignore
}
