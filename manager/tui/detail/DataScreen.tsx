/** @jsxRuntime automatic */
import { Text } from "ink";
import { duration } from "../../cli/show/duration";
import { bytes, span } from "../../cli/show/figures";
import type { Backup } from "../../operations/backup/backups";
import type { InstanceStatus } from "../../operations/status";
import { useGlyphs } from "../screen/looks";
import { bar } from "../show/bar";
import { passed } from "../show/time";
import type { Reading } from "../state/reading";

export interface DataProps {
  /** With its volumes and how its backups are; undefined until that is known. */
  readonly instance: InstanceStatus | undefined;
  /** Undefined when it makes no backups. */
  readonly backups: Reading<readonly Backup[]> | undefined;
  readonly room: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Where its data lies, and what would bring it back. */
export function Data({ instance, backups, room, now }: DataProps) {
  const glyphs = useGlyphs();
  if (instance === undefined) return <Text>Docker is counting the disk …</Text>;
  const { volumes, backup } = instance;
  const most = Math.max(1, ...volumes.map(({ size = 0 }) => size));
  const proven = backup?.lastProven;
  const at = new Date(now).toISOString();
  const width = Math.max(6, ...volumes.map(({ name }) => name.length)) + 2;
  const stored = backups?.value ?? [];
  const facts = [
    backups === undefined
      ? "It makes no backups: docs/backups.md shows how to give it a backup.store."
      : `Last backup     ${backup?.lastBackup === undefined ? "unknown" : `${span(backup.lastBackup, at)} ago`}`,
    ...(backups === undefined
      ? []
      : [
          `Last drill      ${proven === undefined ? "no restore was ever proven" : `${span(proven.at, at)} ago: restored in ${duration(proven.seconds)}, ${duration(proven.lost)} of work would have been lost`}`,
        ]),
  ];
  const alarms = backup?.alarms ?? [];
  const listRoom = room - volumes.length - facts.length - alarms.length - 4;
  return (
    <>
      <Text bold>{`${"VOLUME".padEnd(width)}SIZE`}</Text>
      {volumes.map(({ name, size }) => (
        <Text key={name} wrap="truncate-end">
          {`${name.padEnd(width)}${bytes(size).padEnd(10)}${bar(size === undefined ? undefined : size / most, 20, glyphs)}`}
        </Text>
      ))}
      <Text> </Text>
      {facts.map((line) => (
        <Text key={line} wrap="truncate-end">
          {line}
        </Text>
      ))}
      {alarms.map((line) => (
        <Text key={line} color="red" wrap="truncate-end">
          {line}
        </Text>
      ))}
      {backups === undefined ? null : (
        <>
          <Text> </Text>
          <Text bold wrap="truncate-end">{`${"BACKUP".padEnd(20)}${"SIZE".padEnd(10)}RESTORES`}</Text>
          {backups.value === undefined ? (
            <Text wrap="truncate-end">
              {backups.problem ?? `Asking the store … ${passed(now - (backups.since ?? now))}`}
            </Text>
          ) : null}
          {stored.slice(0, Math.max(1, listRoom)).map(({ id, bytes: saved, at: moment, logUntil }) => (
            <Text key={id} wrap="truncate-end">
              {`${id.padEnd(20)}${bytes(saved).padEnd(10)}${moment.slice(0, 16)}${logUntil === undefined ? "" : ` to ${logUntil.slice(0, 16)}`}`}
            </Text>
          ))}
        </>
      )}
    </>
  );
}
