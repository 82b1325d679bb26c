import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isGroup, merge } from "../../../components/config/merge";
import type { InstanceSpec } from "../../../components/spec";
import { carryOut } from "../edit/edit";
import { node, setAt } from "../edit/values";
import { FleetError } from "../errors";
import type { Running } from "../progress";
import { entryOf, readStackFile, stackSetting } from "../stackFile";
import { type Workspace, program } from "../workspace";
import { forgetFunctions } from "./forget";
import { deployedFolder, filesOf, functionsIn, removeFunction, stagedFolder, writeFunction } from "./store";
import type { DeployedFunction, FunctionFile, NewFunction } from "./types";

/** The functions that an instance is to have, from the folder that its entry names. */
export function functionsOf(workspace: Workspace, { name, config }: InstanceSpec): DeployedFunction[] {
  const folder = folderOf(workspace, name);
  return folder === undefined ? [] : functionsIn(folder, config.functions);
}

/** The setting functions.folder. Reading the list in short leaves it out. */
function folderOf(workspace: Workspace, name: string): string | undefined {
  const file = readStackFile(workspace);
  const settings = merge(stackSetting(file, "defaults"), entryOf(file, name).toJS(file.document));
  const functions = isGroup(settings) ? settings.functions : undefined;
  // A relative path starts at the program's folder.
  return isGroup(functions) && typeof functions.folder === "string" ? resolve(program, functions.folder) : undefined;
}

/** The files of a function as they were deployed. @throws FleetError when it did not come through an API. */
export function filesOfFunction(workspace: Workspace, { name }: InstanceSpec, slug: string): FunctionFile[] {
  const files = filesOf(deployedFolder(workspace, name), slug);
  if (files !== undefined) return files;
  throw new FleetError(
    "refused",
    `${slug} was not deployed through this API: its files lie in functions.folder of ${name}.`,
  );
}

/** @throws FleetError where functions cannot be deployed to an instance, with nothing written. */
function mustTake(workspace: Workspace, { name, services }: InstanceSpec): void {
  if (!services.includes("functions"))
    throw new FleetError(
      "usage",
      `${name} has no functions: "fleet set ${name} services.functions true" switches them on.`,
    );
  const folder = folderOf(workspace, name);
  // A branch begins with the functions of its parent.
  if (folder !== undefined && !isOurs(workspace, folder))
    throw new FleetError("refused", `The functions of ${name} come from the folder ${folder}: put the code there and run "fleet apply", or take functions.folder out of its entry to deploy through this API.`); // prettier-ignore
}

const isOurs = (workspace: Workspace, folder: string) => dirname(folder) === dirname(deployedFolder(workspace, "any"));

/** Writes a function where it waits for `deployStaged`, so that several are served at once. */
export function stageFunction(
  workspace: Workspace,
  spec: InstanceSpec,
  wanted: NewFunction,
  now = Date.now(),
): DeployedFunction {
  mustTake(workspace, spec);
  const before = functionsOf(workspace, spec).find(({ slug }) => slug === wanted.slug);
  return writeFunction(stagedFolder(workspace, spec.name), wanted, before, now);
}

/** Deploys a function, and applies. @throws FleetError; what was served before is served then. */
export async function deployFunction(
  workspace: Workspace,
  spec: InstanceSpec,
  wanted: NewFunction,
  running: Running,
): Promise<DeployedFunction> {
  const made = stageFunction(workspace, spec, wanted);
  await deployStaged(workspace, spec, [wanted.slug], running);
  return made;
}

/** Serves functions that were staged, by one apply. */
export async function deployStaged(
  workspace: Workspace,
  spec: InstanceSpec,
  slugs: readonly string[],
  running: Running,
): Promise<void> {
  mustTake(workspace, spec);
  const staged = stagedFolder(workspace, spec.name);
  const missing = slugs.find((slug) => !existsSync(`${staged}/${slug}`));
  if (missing !== undefined) throw new FleetError("usage", `Nothing of ${missing} was uploaded.`);
  await changed(workspace, spec, `deploy ${spec.name} ${slugs.join(" ")}`, running, (folder) => {
    for (const slug of slugs) {
      removeFunction(folder, slug);
      mkdirSync(`${folder}.files`, { recursive: true, mode: 0o700 });
      renameSync(`${staged}/${slug}`, `${folder}/${slug}`);
      renameSync(`${staged}.files/${slug}`, `${folder}.files/${slug}`);
    }
  });
}

/** Takes a function away, and applies. @throws FleetError when there is none. */
export async function deleteFunction(
  workspace: Workspace,
  spec: InstanceSpec,
  slug: string,
  running: Running,
): Promise<void> {
  mustTake(workspace, spec);
  await changed(workspace, spec, `undeploy ${spec.name} ${slug}`, running, (folder) => removeFunction(folder, slug));
}

/** Changes the folder and applies; what was in it comes back when that fails. */
async function changed(
  workspace: Workspace,
  { name }: InstanceSpec,
  job: string,
  running: Running,
  change: (folder: string) => void,
): Promise<void> {
  const folder = deployedFolder(workspace, name);
  const before = `${folder}.before`;
  const inherited = folderOf(workspace, name);
  // What lies there without being named is of an instance that had this name before.
  if (inherited !== folder) forgetFunctions(workspace, name, { staged: false });
  if (inherited !== undefined && inherited !== folder && !existsSync(folder)) {
    cpSync(inherited, folder, { recursive: true });
    if (existsSync(`${inherited}.files`)) cpSync(`${inherited}.files`, `${folder}.files`, { recursive: true });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(before, { recursive: true, force: true });
  cpSync(folder, before, { recursive: true });
  const edit = {
    job,
    name,
    change: (file: Parameters<typeof entryOf>[0]) =>
      setAt(entryOf(file, name), ["functions", "folder"], node(file.document, folder)),
  };
  try {
    change(folder);
    await carryOut(workspace, edit, { apply: true, wait: 3600 }, running);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(before, folder);
    throw error;
  }
  rmSync(before, { recursive: true, force: true });
}
