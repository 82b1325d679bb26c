import type { StoredResource } from "../../../engine/state";
import type { Running } from "../progress";

/** What an apply is limited to. */
export interface ApplyOptions {
  /** Names of resources to apply and nothing else; all when unset. The embedded engine always applies all. */
  readonly only?: readonly string[];
  /** Names of resources to make again though nothing about them changed. */
  readonly replace?: readonly string[];
  /** Look at what is there first, and make again what is gone. The embedded engine always does. */
  readonly refresh?: boolean;
}

/** The one that makes a stack true: the Pulumi CLI, or the embedded engine where there is none. */
export interface Engine {
  readonly kind: "cli" | "embedded";
  /** The stack's settings, secrets opened. */
  config(): Promise<Record<string, string>>;
  /** What the state holds, secrets opened. */
  stored(): Promise<StoredResource[]>;
  /** Makes the list true. @throws FleetError with what the engine said. */
  apply(options: ApplyOptions, running: Running): Promise<void>;
  /** An encrypted form of a value, for the stack file; an engine without it has no encryption. */
  encrypt?(value: string): Promise<string>;
  /** The state as text, for a copy: the CLI's with its secrets encrypted; empty when there is none. */
  exportState(): Promise<string>;
  /** Puts an exported state in the place of what is there, damaged or not. */
  restoreState(text: string): Promise<void>;
  /** The file that the state lies in, where there is one on this machine. */
  readonly stateFile?: string | undefined;
}
