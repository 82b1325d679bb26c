import type { Fleet } from "../../components/spec";
import type { Mode, Step } from "../../engine/engine";
import type { StoredResource } from "../../engine/state";

export interface Question {
  readonly stack: string;
  /** As the Pulumi CLI hands it to the program, secrets opened. */
  readonly config: Readonly<Record<string, string>>;
  /** What the stack's state holds, secrets opened. */
  readonly resources: readonly StoredResource[];
  /** `preview` also looks at the Docker of each host for what is gone. */
  readonly mode: Exclude<Mode, "up">;
}

/** A secret that the operator gives in an instance's entry. */
export interface GivenSecret {
  readonly instance: string;
  /** Such as `auth.smtp.password`. */
  readonly path: string;
  /** Where it came from, such as `the file /run/secrets/smtp`; undefined when the list itself holds it. */
  readonly origin: string | undefined;
  readonly text: string;
}

/** Secrets in it are plain: it never leaves the memory of the process that asked. */
export interface Answer {
  readonly fleet: Fleet;
  /** What the program wants, resource by resource, beside what the state holds. */
  readonly steps: readonly Step[];
  /** Why a run would not go through. */
  readonly refusals: readonly string[];
  readonly given: readonly GivenSecret[];
  /** What the program exports, by instance. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
}
