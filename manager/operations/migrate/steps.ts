import { type MigrationFile, bare } from "./folder";
import type { Statement } from "./split";
import type { NextMigration } from "./types";

/** Part of a file that is carried out in one go. */
export type Step =
  /** In one transaction; the last of a file also records it. */
  | { readonly kind: "together"; readonly statements: readonly Statement[]; readonly records: boolean }
  /** Outside of any transaction of ours. */
  | { readonly kind: "alone"; readonly statement: Statement };

/**
 * What Postgres refuses within a transaction is carried out between two of them, and a file that begins and ends transactions
 * itself is left to them, both as the official CLI does.
 */
export function stepsOf(file: Pick<MigrationFile, "text" | "statements">): Step[] {
  const { statements } = file;
  const record: Step = { kind: "together", statements: [], records: true };
  if (hasOwnTransactions(file)) return [...statements.map((statement): Step => ({ kind: "alone", statement })), record];
  const steps: Step[] = [];
  let together: Statement[] = [];
  const close = (records: boolean) => {
    if (together.length > 0 || records) steps.push({ kind: "together", statements: together, records });
    together = [];
  };
  for (const statement of statements) {
    if (!standsAlone(bare(statement.text))) together.push(statement);
    else {
      close(false);
      steps.push({ kind: "alone", statement });
    }
  }
  close(true);
  return steps;
}

/** How a file is applied, in a word. */
export function transactionOf(file: Pick<MigrationFile, "text" | "statements">): NextMigration["transaction"] {
  if (hasOwnTransactions(file)) return "own";
  return stepsOf(file).length > 1 ? "several" : "one";
}

/** Whether a file begins and ends transactions itself, or wants none. */
export const hasOwnTransactions = ({ text, statements }: Pick<MigrationFile, "text" | "statements">): boolean =>
  hasNoTransaction.test(text) || statements.some((statement) => isControl(bare(statement.text)));

/** The first line of files that Supabase's schema comparison writes. */
const hasNoTransaction = /^-- pg-delta: transaction=false\r?(\n|$)/;

const isControl = (sql: string): boolean =>
  /^(begin|start\s+transaction|commit|end|abort|prepare\s+transaction)\b/i.test(sql) ||
  (/^rollback\b/i.test(sql) && !/^rollback\s+((work|transaction)\s+)?to\b/i.test(sql));

const standsAlone = (sql: string): boolean => alone.some((pattern) => pattern.test(sql));

const name = String.raw`("[^"]*"|\S+)`;

/** Statements that Postgres carries out only outside of a transaction. */
const alone = [
  /^(create(\s+unique)?|drop)\s+index\s+concurrently\b/i,
  /^reindex\b[^;]*\bconcurrently\b/i,
  /^reindex\s*(\([^)]*\)\s*)?(database|system|schema)\b/i,
  /^(vacuum|cluster)\b/i,
  /^alter\s+system\b/i,
  /^(create|drop)\s+(database|tablespace|subscription)\b/i,
  /^discard\s+all\b/i,
  new RegExp(String.raw`^alter\s+database\s+${name}\s+set\s+tablespace\b`, "i"),
  new RegExp(String.raw`^alter\s+subscription\s+${name}\s+(refresh|set|add|drop)\s+publication\b`, "i"),
  new RegExp(String.raw`^alter\s+table\s+(if\s+exists\s+)?(only\s+)?${name}\s+detach\s+partition\s+${name}\s+(concurrently|finalize)\b`, "i"), // prettier-ignore
];
