import type { z } from "zod";

export type Path = readonly (string | number)[];

/** One thing that is wrong in a stack config: where, and a sentence. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
}

export class Problems {
  readonly #list: Problem[] = [];

  add(path: Path, message: string): void {
    if (!this.#at(path).some((problem) => problem.message === message)) this.#list.push({ path, message });
  }

  /** Whether anything has been said of this very place. */
  has(path: Path): boolean {
    return this.#at(path).length > 0;
  }

  #at(path: Path): readonly Problem[] {
    return this.#list.filter((problem) => problem.path.join("/") === path.join("/"));
  }

  /** Takes over what zod found below `prefix`, where `concerns` agrees. */
  addIssues(prefix: Path, issues: readonly z.core.$ZodIssue[], concerns: (path: Path) => boolean = () => true): void {
    for (const issue of issues) {
      for (const { path, message } of problemsOf(issue)) {
        if (concerns(path)) this.add([...prefix, ...path], message);
      }
    }
  }

  get list(): readonly Problem[] {
    return this.#list;
  }
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  if (issue.code !== "unrecognized_keys") return [{ path, message: sentence(issue) }];
  // `object` in words.ts writes one line per key.
  const lines = issue.message.split("\n");
  return issue.keys.map((key, i) => ({ path: [...path, key], message: lines[i] ?? issue.message }));
}

const typeCodes: readonly string[] = ["invalid_type", "invalid_union", "invalid_value"];

/** A missing value reads better as such than as "should be …". */
function sentence(issue: z.core.$ZodIssue): string {
  const missing = typeCodes.includes(issue.code) && issue.input === undefined;
  return missing ? `is missing; it ${issue.message}` : issue.message;
}

/** A path for the eye, on one line whatever its keys hold. */
export function written(path: Path): string {
  const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const shortened = (part: string) => (part.length > 80 ? `${part.slice(0, 80)}…` : part);
  return path.map((part) => shortened(String(part)).replace(control, escaped)).join("/");
}

export function hasPath(value: unknown, path: Path): boolean {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return false;
    current = Reflect.get(current, part);
  }
  return true;
}
