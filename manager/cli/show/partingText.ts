import type { WrittenKeys } from "../../operations/backup/keyFile";
import type { Parting, StoredBackups } from "../../operations/backup/parting";
import { span } from "./figures";

/** What an instance leaves behind. @param now ISO 8601. */
export function partingText({ instance, backups, snapshots }: Parting, now: string): string {
  const kept =
    snapshots.length === 0
      ? []
      : [
          `${snapshots.length === 1 ? "A snapshot of its data stays" : `${snapshots.length} snapshots of its data stay`} on ${snapshots[0]?.host ?? "its host"}. When they may go:`,
          ...snapshots.map(({ time }) => `  fleet snapshots remove ${instance} ${time}`),
        ];
  return [...(backups === undefined ? byHand(instance) : stored(instance, backups, now)), ...kept].join("\n");
}

function stored(instance: string, { place, count, last, none, problem }: StoredBackups, now: string): string[] {
  const found =
    problem !== undefined
      ? `Its backups in ${place} cannot be looked at: ${problem}`
      : last === undefined
        ? `There is no backup of ${instance} in ${place} yet.`
        : `${count === 1 ? "One backup stays" : `${count} backups stay`} in ${place}; the last is ${span(last, now)} old.`;
  return [
    found,
    ...(none === undefined ? [] : [`It makes none now: ${inactive(instance)[none]}.`]),
    "The key that opens them is a secret of the instance, and goes with it.",
  ];
}

/** Why an instance makes no backup, and what helps. */
export const inactive = (name: string): Readonly<Record<"paused" | "off", string>> => ({
  paused: `it is paused, and "fleet resume ${name}" brings it back`,
  off: "backup.enabled is false in its entry",
});

/** Without a store. */
const byHand = (name: string): string[] => [
  `${name} makes no backups: with a backup.store in the list it would. A copy by hand, before you go on:`,
  `  fleet pause ${name}`,
  `  for role in db-data db-config storage functions snippets; do`,
  `    docker run --rm -v "supabase-${name}-$role:/from:ro" debian:stable-slim \\`,
  `      tar --xattrs --xattrs-include='*' --numeric-owner -C /from -czf - . > ${name}-$role.tar.gz`,
  `  done`,
  `  fleet keys ${name} --reveal > ${name}-keys.txt    # without its secrets the copy does not start`,
];

export const keysWrittenText = ({ file, instances }: WrittenKeys): string =>
  [
    `${file} holds the keys to the backups of ${instances.join(", ")}.`,
    "Whoever has it can read them all. Put it into a password store or onto paper, and delete it here.",
  ].join("\n");
