import type { z } from "zod";

/** One thing that is wrong in a stack config: where, and a sentence. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export class Problems {
  readonly #list: Problem[] = [];

  add(path: readonly (string | number)[], message: string): void {
    const known = this.#list.some(
      (problem) => problem.message === message && problem.path.join("/") === path.join("/"),
    );
    if (!known) this.#list.push({ path, message });
  }

  /** Takes over what zod found below `prefix`. */
  addIssues(prefix: readonly (string | number)[], issues: readonly z.core.$ZodIssue[]): void {
    for (const issue of issues) {
      const path = [...prefix, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
      this.add(path, sentence(issue));
    }
  }

  get list(): readonly Problem[] {
    return this.#list;
  }
}

/** A missing value reads better as such than as "should be …". */
function sentence(issue: z.core.$ZodIssue): string {
  const missing = issue.code === "invalid_type" && issue.input === undefined && !issue.message.startsWith("is ");
  return missing ? `is missing; it ${issue.message}` : issue.message;
}

export function hasPath(value: unknown, path: readonly (string | number)[]): boolean {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !(part in current)) return false;
    current = Reflect.get(current, part);
  }
  return true;
}
