import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { clone } from "../backup/clone";
import { FleetError } from "../errors";
import { oneAtATime } from "../exclusive";
import { wait } from "../jobs";
import type { Running } from "../progress";
import { namesIn, readStackFile } from "../stackFile";
import { type Workspace, kept } from "../workspace";
import { carryMigrations } from "./migrations";

/** A copy of an instance that somebody works on. It is an instance like any other; this is what the list does not say of it. */
export interface Branch {
  readonly id: string;
  /** As its maker calls it, such as `feature/login`. */
  readonly name: string;
  /** Name of the instance that it is. */
  readonly instance: string;
  /** Instance that it was copied from. */
  readonly parent: string;
  readonly persistent: boolean;
  readonly withData: boolean;
  readonly gitBranch?: string | undefined;
  /** Whether the last attempt to apply migrations to it failed. */
  readonly failed?: boolean | undefined;
  /** ISO 8601. */
  readonly created: string;
  readonly updated: string;
}

export type NewBranch = Pick<Branch, "name" | "parent" | "persistent" | "withData" | "gitBranch">;

const fileOf = (workspace: Workspace) => kept(workspace, "branches", "json");

export function branchesIn(workspace: Workspace): Branch[] {
  const file = fileOf(workspace);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { branches: Branch[] }).branches : []; // written below
}

function change(workspace: Workspace, to: (branches: Branch[]) => Branch[]): void {
  const file = fileOf(workspace);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  oneAtATime(
    `${file}.guard`,
    () =>
    writeFileAtomic.sync(file, JSON.stringify({ version: 1, branches: to(branchesIn(workspace)) }, null, 2), { mode: 0o600 }), // prettier-ignore
  );
}

/** Notes a branch that is about to be made. @throws FleetError `usage` when the parent has one of this name, or it makes no name. */
export function noteBranch(workspace: Workspace, wanted: NewBranch, now = new Date()): Branch {
  if (
    wanted.name === "main" ||
    branchesIn(workspace).some(({ parent, name }) => parent === wanted.parent && name === wanted.name)
  )
    // prettier-ignore
    throw new FleetError("usage", `${wanted.parent} has a branch "${wanted.name}" already.`);
  const instance = instanceNameFor(workspace, wanted);
  const made: Branch = {
    ...wanted,
    id: randomUUID(),
    instance,
    created: now.toISOString(),
    updated: now.toISOString(),
  };
  change(workspace, (branches) => [...branches, made]);
  return made;
}

/** `blog-login` for branch `Login` of `blog`; a number follows where there is one already. */
function instanceNameFor(workspace: Workspace, { parent, name }: NewBranch): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""); // prettier-ignore
  if (plain === "") throw new FleetError("usage", `The name "${name}" should have a letter or a digit in it.`);
  const taken = new Set([
    ...namesIn(readStackFile(workspace)),
    ...branchesIn(workspace).map(({ instance }) => instance),
  ]);
  for (let number = 1; ; number++) {
    const end = number === 1 ? "" : `-${number}`;
    const found = `${`${parent}-${plain}`.slice(0, 40 - end.length).replace(/-+$/, "")}${end}`;
    if (!taken.has(found)) return found;
  }
}

/** Makes the instance of a branch, without data by its parent's migrations; what is noted of it goes when that fails. */
export async function makeBranch(workspace: Workspace, branch: Branch, running: Running): Promise<void> {
  const { instance: name, parent: from, withData } = branch;
  try {
    await clone(workspace, { from, name, withoutData: !withData, wait }, running);
  } catch (error) {
    if (!namesIn(readStackFile(workspace)).includes(name)) forgetBranch(workspace, branch);
    throw error;
  }
  if (!withData) await pushToBranch(workspace, branch, running);
}

/** Applies the migrations of its parent that a branch lacks. @throws FleetError as `carryMigrations`, and notes that it failed. */
export async function pushToBranch(workspace: Workspace, branch: Branch, running: Running): Promise<void> {
  const { instance: to, parent: from } = branch;
  try {
    await carryMigrations(workspace, { from, to, wait }, running);
    changeBranch(workspace, branch, { failed: undefined });
  } catch (error) {
    changeBranch(workspace, branch, { failed: true });
    throw error;
  }
}

/** Applies the migrations of a branch that its parent lacks. @throws FleetError as `carryMigrations`. */
export const mergeBranch = async (
  workspace: Workspace,
  { instance: from, parent: to }: Branch,
  running: Running,
): Promise<void> => void (await carryMigrations(workspace, { from, to, wait }, running));

/** @returns the branch as it is then. */
export function changeBranch(
  workspace: Workspace,
  { id }: Pick<Branch, "id">,
  to: Partial<Pick<Branch, "name" | "persistent" | "gitBranch" | "failed">>,
  now = new Date(),
): Branch | undefined {
  change(workspace, (branches) =>
    branches.map((each) => (each.id === id ? { ...each, ...to, updated: now.toISOString() } : each)),
  );
  return branchesIn(workspace).find((each) => each.id === id);
}

export const forgetBranch = (workspace: Workspace, { id }: Pick<Branch, "id">): void =>
  change(workspace, (branches) => branches.filter((each) => each.id !== id));

/**
 * Forgets branches whose instance is not in the list, such as those that a server noted and did not live to make.
 * @param isComing whether somebody is about to make it.
 */
export function forgetLost(workspace: Workspace, isComing: (branch: Branch) => boolean): void {
  const there = namesIn(readStackFile(workspace));
  const isLost = (branch: Branch) => !there.includes(branch.instance) && !isComing(branch);
  if (branchesIn(workspace).some(isLost)) change(workspace, (branches) => branches.filter((each) => !isLost(each)));
}
