import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { actor } from "./actor";
import { oneAtATime } from "./exclusive";
import { type Workspace, kept } from "./workspace";

/** One line of the audit log. It never holds a secret. */
export interface AuditEntry {
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  readonly user: string;
  readonly machine: string;
  /** The operation and its arguments, such as `set blog auth.siteUrl`. */
  readonly job: string;
  /** Hash of the plan that was applied, where there was one. */
  readonly plan?: string | undefined;
  readonly result: "done" | "failed" | "cancelled";
  /** Hash of the line before; of nothing for the first. */
  readonly previous: string;
  /** Hash of everything else in this line. */
  readonly hash: string;
}

const hashOf = (entry: Omit<AuditEntry, "hash">) => createHash("sha256").update(JSON.stringify(entry)).digest("hex");
const beginning = hashOf({} as AuditEntry); // the hash of an empty line

type Told = Pick<AuditEntry, "job" | "plan" | "result">;

/** Appends a line, one at a time: two at once would break the chain. It needs no job that holds the stack. */
export function record(workspace: Workspace, told: Told): void {
  const file = kept(workspace, "audit", "jsonl");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  oneAtATime(`${file}.guard`, () => append(workspace, file, told));
}

function append(workspace: Workspace, file: string, { job, plan, result }: Told): void {
  const last = readAudit(workspace).at(-1);
  const entry = {
    number: (last?.number ?? 0) + 1,
    at: new Date().toISOString(),
    user: actor(),
    machine: hostname(),
    job,
    ...(plan === undefined ? {} : { plan }),
    result,
    previous: last?.hash ?? beginning,
  };
  const hash = hashOf(entry);
  // A line that was cut off by a crash stays one line.
  const broken = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, "utf8")) ? "\n" : "";
  appendFileSync(file, `${broken}${JSON.stringify({ ...entry, hash })}\n`, { mode: 0o600, flush: true });
  writeFileAtomic.sync(kept(workspace, "audit", "end"), JSON.stringify({ number: entry.number, hash }), {
    mode: 0o600,
  });
}

/** The audit log, oldest first. A line that is not whole is left out; `brokenAt` finds it. */
export function readAudit(workspace: Workspace): AuditEntry[] {
  return lines(workspace).flatMap((line) => {
    try {
      return [JSON.parse(line) as AuditEntry]; // written above
    } catch {
      return [];
    }
  });
}

/** Number of the first line that somebody changed, removed or added; undefined when the chain is whole. */
export function brokenAt(workspace: Workspace): number | undefined {
  let previous = beginning;
  for (const [index, line] of lines(workspace).entries()) {
    try {
      const { hash, ...entry } = JSON.parse(line) as AuditEntry; // written above
      if (entry.previous !== previous || entry.number !== index + 1 || hashOf(entry) !== hash) return index + 1;
      previous = hash;
    } catch {
      return index + 1;
    }
  }
  return cutOff(workspace);
}

/** The chain alone does not miss its last lines; the end that was noted beside it does. */
function cutOff(workspace: Workspace): number | undefined {
  const file = kept(workspace, "audit", "end");
  if (!existsSync(file)) return undefined;
  const { number, hash } = JSON.parse(readFileSync(file, "utf8")) as Pick<AuditEntry, "number" | "hash">; // written above
  const entries = readAudit(workspace);
  return entries[number - 1]?.hash === hash ? undefined : Math.min(number, entries.length + 1);
}

function lines(workspace: Workspace): string[] {
  const file = kept(workspace, "audit", "jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}
