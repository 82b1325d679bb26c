import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { randomSecretNames } from "../../../components/config/secrets";
import { FleetError } from "../errors";
import { type Workspace, kept } from "../workspace";

const generations = z.object({ from: z.number().int(), to: z.number().int() });

const journal = z.object({
  version: z.literal(1),
  instance: z.string(),
  /** What was asked for: a secret, or `all`. */
  wanted: z.string(),
  /** rotate: raises the generation; finish: ends the time in which tokens of the old signing key count. */
  mode: z.enum(["rotate", "finish"]),
  /** Whether tokens of the old signing key go on counting. */
  overlap: z.boolean(),
  secrets: z.array(generations.extend({ secret: z.enum(randomSecretNames) })),
  /** The last step that is done. */
  step: z.enum(["begun", "written", "applied"]),
});

/** How far a rotation has come, so that it goes on after a kill with the generation it began with. It holds no secret. */
export type Journal = Readonly<z.infer<typeof journal>>;

const fileOf = (workspace: Workspace, instance: string) => kept(workspace, "rotations", instance, "json");

/** @throws FleetError when the file is not ours: guessing a generation could raise it twice. */
export function readJournal(workspace: Workspace, instance: string): Journal | undefined {
  return read(fileOf(workspace, instance), journal);
}

export function writeJournal(workspace: Workspace, entry: Journal): void {
  write(fileOf(workspace, entry.instance), entry);
}

export function removeJournal(workspace: Workspace, instance: string): void {
  rmSync(fileOf(workspace, instance), { force: true });
}

const overlap = z.object({
  version: z.literal(1),
  /** ISO 8601: when the last token of the old signing key has expired. */
  until: z.string(),
});

const overlapFile = (workspace: Workspace, instance: string) => kept(workspace, "rotations", instance, "overlap.json");

/** When the last token that an earlier signing key signed has expired; undefined when no rotation here says so. */
export function overlapEnd(workspace: Workspace, instance: string): Date | undefined {
  const found = read(overlapFile(workspace, instance), overlap);
  return found === undefined ? undefined : new Date(found.until);
}

export function writeOverlap(workspace: Workspace, instance: string, until: Date): void {
  write(overlapFile(workspace, instance), { version: 1, until: until.toISOString() });
}

export function removeOverlap(workspace: Workspace, instance: string): void {
  rmSync(overlapFile(workspace, instance), { force: true });
}

function write(file: string, content: object): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileAtomic.sync(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}

function read<T>(file: string, shape: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return shape.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new FleetError(
      "config",
      `${file} cannot be read, so it is not known how far a rotation came. Compare "rotation" in the list with "fleet plan"; then remove the file.`,
      { cause: error },
    );
  }
}
