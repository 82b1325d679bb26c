import type { Properties } from "../../../engine/state";
import type { Step } from "../../../engine/engine";
import { changedKeys } from "../../../engine/engine";
import type { Fingerprint } from "../fingerprint";
import type { ValueChange } from "./types";

/** What Pulumi's runtime says of a value that only a run will know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const known = (text: string) => (text.includes(unknown) ? "(generated)" : text);

interface Shown {
  readonly value: string;
  readonly secret: boolean;
}

/** Environment variables that differ. Which were secret before, the state does not say: what is gone or secret now is hidden. */
export function variableChanges({ old, inputs, secrets }: Step, fingerprint: Fingerprint): ValueChange[] {
  const before = variables(old?.inputs, () => true);
  const after = variables(inputs, (index) => secrets.includes("envs") || secrets.includes(`envs/${index}`));
  return compare(before, after, fingerprint);
}

function variables(inputs: Properties | undefined, secret: (index: number) => boolean): Map<string, Shown> {
  const lines = Array.isArray(inputs?.envs) ? inputs.envs.map(String) : [];
  return new Map(
    lines.map((line, index) => {
      const at = line.indexOf("=");
      return at < 0
        ? [line, { value: "(generated)", secret: false }]
        : [line.slice(0, at), { value: line.slice(at + 1), secret: secret(index) }];
    }),
  );
}

/** Everything else of a container that differs, input by input, files file by file. */
export function otherChanges({ old, inputs, secrets }: Step, fingerprint: Fingerprint): ValueChange[] {
  const keys = changedKeys(old?.inputs ?? {}, inputs ?? {}).filter((key) => key !== "envs");
  return keys.flatMap((key) => {
    if (key === "uploads")
      return compare(
        files(old?.inputs, () => true),
        files(inputs, () => true),
        fingerprint,
      );
    if (key === "labels") return []; // They say what the health check below says.
    const show = (value: unknown) => (value === undefined ? undefined : known(JSON.stringify(value)));
    const isSecret = secrets.some((path) => path === key || path.startsWith(`${key}/`));
    const hide = (text: string | undefined) => (text === undefined || !isSecret ? text : fingerprint(text));
    return [{ name: key, old: hide(show(old?.inputs[key])), new: hide(show(inputs?.[key])) }];
  });
}

/** Files are shown as fingerprints: a diff of a gateway's configuration says nothing in one line. */
function files(inputs: Properties | undefined, secret: () => boolean): Map<string, Shown> {
  const list = Array.isArray(inputs?.uploads) ? (inputs.uploads as readonly Record<string, string>[]) : []; // the Docker provider's shape
  return new Map(
    list.map(({ file = "", content, contentBase64 }) => [
      `file ${file}`,
      { value: content ?? contentBase64 ?? "", secret: secret() },
    ]),
  );
}

function compare(
  before: ReadonlyMap<string, Shown>,
  after: ReadonlyMap<string, Shown>,
  fingerprint: Fingerprint,
): ValueChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old?.value === now?.value) return [];
    const secret = now?.secret ?? true;
    const show = (shown: Shown | undefined) =>
      shown === undefined
        ? undefined
        : secret && !shown.value.includes(unknown)
          ? fingerprint(shown.value)
          : known(shown.value);
    return [{ name, old: show(old), new: show(now) }];
  });
}
