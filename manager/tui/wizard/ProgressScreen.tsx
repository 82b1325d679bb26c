/** @jsxRuntime automatic */
import { Text } from "ink";
import type { Job } from "../../operations/jobs";
import type { InstanceKeys } from "../../operations/keys";
import type { InstanceStatus } from "../../operations/status";
import type { KeyHint } from "../screen/keyLines";
import { type Size, useGlyphs } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { jobLine } from "../show/jobWords";
import { healthColour, isWell } from "../show/states";

export interface ProgressProps {
  readonly size: Size;
  readonly name: string;
  readonly job: Job | undefined;
  /** How its containers are; undefined until it is in the list. */
  readonly instance: InstanceStatus | undefined;
  /** Once it is made. */
  readonly keys: InstanceKeys | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const working: readonly KeyHint[] = [
  { key: "k", does: "cancel where nothing is half done" },
  { key: "esc", does: "leave it to itself" },
];
const over: readonly KeyHint[] = [
  { key: "enter", does: "its detail" },
  { key: "esc", does: "the list" },
];

export const progressKeys = (job: Job | undefined): readonly KeyHint[] => (job?.ended === undefined ? working : over);

/** How a new instance comes up, container by container, and what it has in the end. */
export function ProgressScreen({ size, name, job, instance, keys, now }: ProgressProps) {
  const glyphs = useGlyphs();
  const services = instance?.services ?? [];
  const room = bodyRows(size, progressKeys(job)) - services.length - 3;
  const failure = job?.error?.message.split("\n") ?? [];
  const marks =
    keys?.keys.flatMap(({ name: key, mark }) => (mark === undefined ? [] : [`${key.padEnd(18)}${mark}`])) ?? [];
  const told =
    failure.length > 0
      ? failure
      : job?.state !== "done"
        ? (job?.progress.slice(-room).map(({ message }) => message) ?? [])
        : [
            // prettier-ignore
            ...Object.entries(instance?.urls ?? {}).flatMap(([page, url]) => (url === undefined ? [] : [`${page.padEnd(18)}${url}`])), // prettier-ignore
            ...marks,
          ];
  return (
    <Screen size={size} title={`Create ${name}`} keys={progressKeys(job)}>
      <Text wrap="truncate-end">{job === undefined ? "" : jobLine(job, now, glyphs)}</Text>
      <Text> </Text>
      {services.map(({ service, health }) => (
        <Text key={service} wrap="truncate-end">
          <Text color={healthColour(health)}>{isWell(health) ? glyphs.good : health === "missing" ? " " : "…"}</Text>
          {` ${service.padEnd(10)}${health === "missing" ? "to be made" : health}`}
        </Text>
      ))}
      {services.length === 0 ? null : <Text> </Text>}
      {told.slice(0, Math.max(1, room)).map((line, index) => (
        <Text
          key={index}
          color={failure.length > 0 ? "red" : undefined}
          dimColor={failure.length === 0 && job?.state !== "done"}
          wrap="truncate-end"
        >
          {line === "" ? " " : line}
        </Text>
      ))}
    </Screen>
  );
}
