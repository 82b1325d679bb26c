import { readFileSync } from "node:fs";
import { readAudit } from "./audit";
import { recorded } from "./apply";
import { putAside, stateCopies } from "./engines/copies";
import { FleetError, messageOf } from "./errors";
import { type Running, end, note } from "./progress";
import type { Workspace } from "./workspace";

/** What a state, or a copy of one, holds. */
export interface StateContent {
  readonly resources: number;
  /** Names of the instances, sorted. */
  readonly instances: readonly string[];
}

export interface KeptCopy extends StateContent {
  readonly file: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Jobs on the stack that ended after it was made: what they did is not in it. */
  readonly since: readonly string[];
}

export interface StateReport {
  /** What it holds; undefined when it cannot be read. */
  readonly state: StateContent | undefined;
  /** Why it cannot be read. */
  readonly problem: string | undefined;
  /** Newest first. */
  readonly copies: readonly KeptCopy[];
}

/** Whether the state of a stack can be read, and which good copies there are. */
export async function checkState(workspace: Workspace): Promise<StateReport> {
  const copies = copiesOf(workspace);
  try {
    // The engine's own reading first: it opens every secret.
    await workspace.engine.stored();
    return { state: contentOf(await workspace.engine.exportState()), problem: undefined, copies };
  } catch (error) {
    return { state: undefined, problem: messageOf(error), copies };
  }
}

/** Why a state may be replaced by a copy; undefined when it is sound. */
export function damageIn({ state, problem, copies }: StateReport): string | undefined {
  if (problem !== undefined) return problem;
  const known = copies[0]?.resources ?? 0;
  return state?.resources === 0 && known > 0
    ? `The state is empty, and its last good copy holds ${known} resources.`
    : undefined;
}

/**
 * Puts a good copy in the place of a damaged state, which is kept beside the copies.
 * @throws FleetError when the state is sound: what the copy does not know would be forgotten.
 */
export async function restoreState(workspace: Workspace, { file, madeAt }: KeptCopy, running: Running): Promise<void> {
  await recorded(workspace, { job: `state restore ${madeAt}` }, running, async () => {
    if (damageIn(await checkState(workspace)) === undefined)
      throw new FleetError("refused", "The state can be read, so it stays. Nothing was changed.");
    const { engine, folder, stack } = workspace;
    const damaged = engine.stateFile === undefined ? undefined : readIfThere(engine.stateFile);
    if (damaged !== undefined) note(running, `the damaged state is kept as ${putAside(folder, stack, damaged)}`);
    await engine.restoreState(readFileSync(file, "utf8"));
    end(running, `the state of ${madeAt} is back; "fleet plan" shows what has happened since`);
  });
}

function copiesOf(workspace: Workspace): KeptCopy[] {
  const { folder, stack } = workspace;
  return stateCopies(folder, stack).flatMap(({ file, madeAt }) => {
    const since = readAudit(workspace).filter(({ at }) => at > madeAt);
    try {
      const content = contentOf(readFileSync(file, "utf8"));
      // The apply that a copy was made after ends a moment later than it.
      return [{ file, madeAt, ...content, since: since.slice(1).map(({ at, job }) => `${at} ${job}`) }];
    } catch {
      return []; // a damaged copy is none
    }
  });
}

interface Written {
  readonly type?: string;
  readonly urn?: string;
  readonly parent?: string;
}

/** Of the embedded engine's state and of what `pulumi stack export` prints. @throws Error when it is neither. */
function contentOf(text: string): StateContent {
  const parsed = (text === "" ? {} : JSON.parse(text)) as {
    resources?: Written[];
    deployment?: { resources?: Written[] };
  }; // checked below
  const list = parsed.resources ?? parsed.deployment?.resources ?? [];
  if (!Array.isArray(list)) throw new Error("it lists no resources");
  const parents = list.map(({ parent = "" }) =>
    parent.includes("pulumi:pulumi:Stack") ? "" : (parent.split("::").pop() ?? ""),
  );
  const counted = list.filter(
    ({ type = "", urn = "" }) => !/^(pulumi:|supabase:)/.test(type) && !urn.includes("::pulumi:"),
  );
  return { resources: counted.length, instances: [...new Set(parents.filter(Boolean))].sort() };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
