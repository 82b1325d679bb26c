import type { Properties } from "../../../engine/state";
import type { Step } from "../../../engine/engine";
import type { GivenSecret } from "../../program/protocol";
import type { Reason, ServiceChange } from "./types";

type Settings = Readonly<Record<string, string>>;

/** What settings refer to and that has other content, while the settings themselves are the same. */
export function contentReasons(
  services: readonly ServiceChange[],
  own: readonly Step[],
  given: readonly GivenSecret[],
  settings: Settings,
): Reason[] {
  return [...services.flatMap((change) => fileReasons(change, settings)), ...secretReasons(own, given)];
}

/** A file of the functions' folder, or of a mail template. */
function fileReasons({ action, differences }: ServiceChange, settings: Settings): Reason[] {
  if (action !== "replace") return [];
  const found = differences.flatMap(({ name, old, new: now }): Reason[] => {
    const called = /^file \/fleet\/functions\/(?!main\/)(.+)$/.exec(name)?.[1];
    if (called !== undefined) return [{ kind: "file", path: "functions.folder", from: called, old: old && "there", new: now && "there" }]; // prettier-ignore
    const mail = /^file \/srv\/mail\/(\w+)-[0-9a-f]+\.html$/.exec(name)?.[1];
    if (mail === undefined) return [];
    const path = `auth.mail.templates.${mail}`;
    const from = settings[`${path}.file`];
    return from === undefined ? [] : [{ kind: "file", path, from: JSON.parse(from) as string }]; // settings.ts writes JSON
  });
  // The address of a mail template holds its hash, so its file comes twice: the old one and the new.
  return found.filter((reason, index) => found.findIndex((other) => other.path === reason.path && other.from === reason.from) === index); // prettier-ignore
}

/** A secret of the list whose text is in a changed variable now and was not before. */
function secretReasons(own: readonly Step[], given: readonly GivenSecret[]): Reason[] {
  const pairs = own.flatMap(({ old, inputs }) => changedVariables(old?.inputs, inputs));
  return given
    .filter(({ text }) => pairs.some(([before, now]) => holds(now, text) && !holds(before, text)))
    .map(({ path, origin }) => ({ kind: "secret", path, from: origin ?? "the list" }));
}

/** A short text is found in anything, so it has to be the whole value. */
const holds = (value: string, text: string) => value === text || (text.length >= 8 && value.includes(text));

/** Values of the variables that differ, before and now. */
function changedVariables(old: Properties | undefined, inputs: Properties | undefined): [string, string][] {
  if (old === undefined || inputs === undefined) return [];
  const before = variables(old);
  return [...variables(inputs)].flatMap(([name, now]): [string, string][] => {
    const value = before.get(name);
    return value === undefined || value === now ? [] : [[value, now]];
  });
}

const variables = ({ envs }: Properties): Map<string, string> =>
  new Map(
    (Array.isArray(envs) ? envs.map(String) : []).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
