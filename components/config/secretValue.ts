import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { environmentName, line, object } from "./words";

/**
 * A secret that the operator supplies: its text (encrypted by `pulumi config set --secret --path`), or a reference to a
 * file or an environment variable of the machine that runs Pulumi, as secret stores such as agenix and SOPS hand them over.
 */
export const secretValue = z
  .union(
    [
      z.string().min(1, { error: "is empty; it should be text, { file: path } or { env: NAME }" }),
      object({
        file: line("a path").describe(
          "File of the machine that runs Pulumi; the path starts at the folder of Pulumi.yaml.",
        ),
      }),
      object({ env: environmentName.describe("Environment variable of the machine that runs Pulumi.") }),
    ],
    { error: "should be a secret: text, { file: path } or { env: NAME }" },
  )
  .transform((given, context) => {
    try {
      return new Sealed(resolve(given), originOf(given));
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  })
  .meta({ id: "secret", description: "A secret: its text, or the file or environment variable that holds it." });

/** A secret in plain memory that prints as `[secret]`; it leaves only as a secret Output. */
export class Sealed {
  readonly #text: string;

  /** @param origin where it came from, such as `the file /run/secrets/smtp`; undefined when the list itself holds it. */
  constructor(
    text: string,
    readonly origin?: string,
  ) {
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

  [inspect.custom](): string {
    return "[secret]";
  }
}

function originOf(given: string | { file: string } | { env: string }): string | undefined {
  if (typeof given === "string") return undefined;
  return "file" in given ? `the file ${given.file}` : `the variable ${given.env}`;
}

/** Linux takes no longer variable. */
const longest = 100_000;

function resolve(given: string | { file: string } | { env: string }): string {
  const text = textOf(given);
  if (text.includes("\u0000")) throw new Error("holds a NUL character, which no variable can");
  if (text.length > longest) throw new Error(`is longer than ${longest} characters, which no variable can be`);
  return text;
}

function textOf(given: string | { file: string } | { env: string }): string {
  if (typeof given === "string") return given;
  const text = "file" in given ? fromFile(given.file) : process.env[given.env];
  if (text === undefined) throw new Error(`environment variable ${"env" in given ? given.env : ""} is not set`);
  // Editors and secret stores end a file with a line break that is not part of the secret.
  const trimmed = text.replace(/\r?\n$/, "");
  if (trimmed === "")
    throw new Error(`${"file" in given ? `the file ${given.file}` : `environment variable ${given.env}`} is empty`);
  return trimmed;
}

function fromFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Error(`cannot read the file ${path} that it refers to`);
  }
}
