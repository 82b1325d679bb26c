import type { NewInstance } from "../../operations/edit/create";
import { type Choices, nameProblem } from "../../operations/offer/choices";
import type { Field } from "../screen/fields";

/** Steps before the plan. */
export const steps = ["name and place", "services", "ports", "secrets"] as const;
export type Step = (typeof steps)[number];

/** What was typed and chosen so far, by field; what is not here is as it comes. */
export type Draft = Readonly<Record<string, string>>;

const of = (draft: Draft, id: string, otherwise = ""): string => draft[id] ?? otherwise;

/** The fields of a step with what is wrong with them. */
export function fieldsOf(step: Step, choices: Choices, draft: Draft): Field[] {
  switch (step) {
    case "name and place":
      return placeFields(choices, draft);
    case "services":
      return Object.entries(choices.services).map(([name, on]) => ({
        id: `services.${name}`,
        label: name,
        kind: "switch",
        value: of(draft, `services.${name}`, on ? "yes" : "no"),
      }));
    case "ports":
      return choices.ports.map(({ role, service, first, last, chosen }) => {
        const value = of(draft, `ports.${role}`);
        const otherwise = chosen ? `empty: a free one from ${first} to ${last}` : "empty: not published";
        return { id: `ports.${role}`, label: role, kind: "text", value, problem: portProblem(value), hint: `of ${service}; ${otherwise}` }; // prettier-ignore
      });
    case "secrets":
      return [];
  }
}

function placeFields(choices: Choices, draft: Draft): Field[] {
  const name = of(draft, "name");
  const host = of(draft, "host", choices.hosts[0] ?? "");
  const address = choices.withoutEdge.includes(host) ? "reached at a port of its host" : `https://${name}.${choices.domain}`; // prettier-ignore
  const choice = (id: string, label: string, all: readonly string[], otherwise: string): Field => ({ id, label, kind: "choice", value: of(draft, id, otherwise), choices: all }); // prettier-ignore
  return [
    { id: "name", label: "Name", kind: "text", value: name, problem: name === "" ? "" : nameProblem(choices, name), missing: "an instance needs a name", hint: name === "" ? "" : address }, // prettier-ignore
    choice("host", "Host", choices.hosts, choices.hosts[0] ?? ""),
    choice("size", "Size", choices.sizes, choices.sizes[0] ?? ""),
    choice("release", "Release", choices.releases, choices.releases[0] ?? ""),
  ];
}

function portProblem(value: string): string | undefined {
  if (value === "" || (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535)) return undefined;
  return "should be a number from 1 to 65535";
}

/** Whether a step can be left behind. */
export const isComplete = (fields: readonly Field[]): boolean => fields.every(({ problem }) => problem === undefined);

/** What was chosen, in the words of an operation. What is as it comes stays out of the list. */
export function wantedBy(choices: Choices, draft: Draft): NewInstance {
  const switched = Object.entries(choices.services).flatMap(([name, on]) => {
    const value = of(draft, `services.${name}`, on ? "yes" : "no");
    return (value === "yes") === on ? [] : [`services.${name}=${value === "yes"}`];
  });
  const ports = choices.ports.flatMap(({ role }) => {
    const value = of(draft, `ports.${role}`);
    return value === "" ? [] : [`ports.${role}=${value}`];
  });
  const { release, host, size } = draft;
  return {
    name: of(draft, "name"),
    ...(host === undefined ? {} : { host }),
    ...(size === undefined ? {} : { size }),
    settings: [...(release === undefined ? [] : [`release=${release}`]), ...switched, ...ports],
  };
}
