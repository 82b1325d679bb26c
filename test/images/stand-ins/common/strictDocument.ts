import { isObject } from "./json.ts";
import type { Json } from "./json.ts";

/** Reads a configuration file and collects everything that is wrong with it, as `path/to/field: sentence`. */
export class StrictDocument {
  readonly problems: string[] = [];

  /** The object at `where`; a key that is not `known` is a problem, and so is a value of another kind. */
  group(value: unknown, where: string, known: readonly string[]): Json {
    if (!isObject(value)) {
      this.problems.push(`${where}: should be a group`);
      return {};
    }
    for (const key of Object.keys(value))
      if (!known.includes(key)) this.problems.push(`${where}/${key}: is unknown; known are ${known.join(", ")}`);
    return value;
  }

  /** Members of a group whose keys are free names. */
  named(value: unknown, where: string): [string, unknown][] {
    if (value === undefined) return [];
    if (isObject(value)) return Object.entries(value);
    this.problems.push(`${where}: should be a group`);
    return [];
  }

  list(value: unknown, where: string): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.problems.push(`${where}: should be a list`);
    return [];
  }

  texts(value: unknown, where: string): readonly string[] {
    return this.list(value, where).map((one, index) => this.text(one, `${where}/${index}`));
  }

  text(value: unknown, where: string): string {
    if (typeof value === "string" && value !== "") return value;
    this.problems.push(`${where}: should be text`);
    return "";
  }

  /** One of a few words. */
  word<const T extends string>(value: unknown, where: string, words: readonly T[]): T | undefined {
    const found = words.find((word) => word === value);
    if (found === undefined) this.problems.push(`${where}: should be ${words.join(" or ")}`);
    return found;
  }

  flag(value: unknown, where: string, otherwise: boolean): boolean {
    if (value === undefined) return otherwise;
    if (typeof value === "boolean") return value;
    this.problems.push(`${where}: should be true or false`);
    return otherwise;
  }

  number(value: unknown, where: string, otherwise: number): number {
    if (value === undefined) return otherwise;
    if (typeof value === "number") return value;
    this.problems.push(`${where}: should be a number`);
    return otherwise;
  }
}
