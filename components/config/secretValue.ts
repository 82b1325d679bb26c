import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { environmentName, object } from "./words";

/**
 * A secret that the operator supplies: its text (encrypted by `pulumi config set --secret --path`), or a reference to a
 * file or an environment variable of the machine that runs Pulumi, as secret stores such as agenix and SOPS hand them over.
 */
export const secretValue = z
  .union([z.string().min(1), object({ file: z.string().regex(/^[^\u0000\n]+$/) }), object({ env: environmentName })], {
    error: "should be a secret: text, { file: path } or { env: NAME }",
  })
  .transform((given, context) => {
    try {
      return new Sealed(resolve(given));
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  })
  .meta({ id: "secret" });

/** A secret in plain memory that prints as `[secret]`; it leaves only as a secret Output. */
export class Sealed {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  open(): pulumi.Output<string> {
    return pulumi.secret(this.#text);
  }

  /** Whether the text fits a rule; the text itself stays inside. */
  satisfies(rule: (text: string) => boolean): boolean {
    return rule(this.#text);
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

function resolve(given: string | { file: string } | { env: string }): string {
  if (typeof given === "string") return given;
  const text = "file" in given ? fromFile(given.file) : process.env[given.env];
  if (text === undefined) throw new Error(`environment variable ${"env" in given ? given.env : ""} is not set`);
  // Editors and secret stores end a file with a line break that is not part of the secret.
  const trimmed = text.replace(/\r?\n$/, "");
  if (trimmed === "") throw new Error("the file or variable it refers to is empty");
  return trimmed;
}

function fromFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Error(`cannot read the file ${path} that it refers to`);
  }
}
