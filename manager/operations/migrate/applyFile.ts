import { FleetError } from "../errors";
import { failureText } from "./failure";
import type { MigrationFile } from "./folder";
import { recordOf } from "./history";
import type { Statement } from "./split";
import { type Step, stepsOf } from "./steps";
import type { Connection, Outcome } from "./wire/connection";
import type { Said } from "./wire/messages";

/** A statement that the server refused. */
export interface Failure {
  readonly file: Pick<MigrationFile, "file" | "text" | "statements">;
  /** Statements of the file that were carried out before it and stay: they were not in its transaction. */
  readonly kept: number;
  /** The refused one; undefined when it was the record of the file or the end of its transaction. */
  readonly statement: Statement | undefined;
  readonly said: Said;
}

/**
 * Applies a file and records it: the whole of it or nothing, except for what Postgres refuses within a transaction.
 * @throws FleetError with the statement that failed.
 */
export async function applyFile(connection: Connection, file: MigrationFile): Promise<void> {
  // What a file before set for its session, such as search_path, is not meant for this one.
  await connection.query("reset all");
  let kept = 0;
  for (const step of stepsOf(file)) {
    const { completed, error: said, isOpen } = await carryOut(connection, file, step);
    const statements = step.kind === "alone" ? [step.statement] : step.statements;
    if (said === undefined) {
      kept += statements.length;
      continue;
    }
    if (isOpen) await connection.alone("rollback");
    const refused = step.kind === "alone" ? step.statement : step.statements[completed - 1];
    throw new FleetError("failed", failureText({ file, kept, statement: refused, said }));
  }
}

/** Statements of a transaction come behind its `begin`. */
async function carryOut(connection: Connection, file: MigrationFile, step: Step): Promise<Outcome> {
  if (step.kind === "alone") return await connection.alone(step.statement.text);
  const own = step.statements.map(({ text }) => ({ sql: text }));
  const all = [...own, ...(step.records ? [recordOf(file)] : [])];
  return await connection.together([{ sql: "begin" }, ...all, { sql: "commit" }]);
}
