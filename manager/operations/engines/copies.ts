import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { messageOf } from "../errors";
import { note } from "../progress";
import type { Engine } from "./engine";

/** A good state that was kept after an apply. */
export interface StateCopy {
  readonly file: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

/** Copies that are kept of each stack, newest included. */
const kept = 3;

const folderOf = (folder: string): string => join(folder, ".supabase-fleet", "state-copies");

/** An engine that keeps a copy of its state after each apply that succeeds: of the CLI's the encrypted one. */
export function withCopies(engine: Engine, folder: string, stack: string): Engine {
  return {
    ...engine,
    async apply(options, running) {
      await engine.apply(options, running);
      try {
        keepCopy(folder, stack, await engine.exportState());
      } catch (error) {
        // What was applied is applied.
        note(running, `No copy of the state could be kept: ${messageOf(error)}`);
      }
    },
  };
}

/** Copies of a stack's state, newest first. */
export function stateCopies(folder: string, stack: string): StateCopy[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, of, day, hour, minute, second] =
        /^(.+)\.(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-([\d-]+)Z\.json$/.exec(name) ?? [];
      const madeAt = `${day}T${hour}:${minute}:${second?.replace("-", ".")}Z`;
      return of === stack ? [{ file: join(folderOf(folder), name), madeAt }] : [];
    })
    .sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1));
}

function keepCopy(folder: string, stack: string, state: string): void {
  mkdirSync(folderOf(folder), { recursive: true, mode: 0o700 });
  const [last] = stateCopies(folder, stack);
  if (state === "" || (last !== undefined && hash(readFileSync(last.file, "utf8")) === hash(state))) return;
  const at = new Date().toISOString().replace(/[:.]/g, "-");
  writeFileAtomic.sync(join(folderOf(folder), `${stack}.${at}.json`), state, { mode: 0o600 });
  for (const { file } of stateCopies(folder, stack).slice(kept)) rmSync(file, { force: true });
}

/** Puts a damaged state aside before another takes its place. @returns where it lies. */
export function putAside(folder: string, stack: string, state: Buffer): string {
  mkdirSync(folderOf(folder), { recursive: true, mode: 0o700 });
  const file = join(folderOf(folder), `${stack}.damaged-${new Date().toISOString().replace(/[:.]/g, "-")}`);
  writeFileAtomic.sync(file, state, { mode: 0o600 });
  return file;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folderOf(folder));
  } catch {
    return [];
  }
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
