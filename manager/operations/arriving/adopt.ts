import { randomBytes } from "node:crypto";
import { madeBy } from "../../../components/volumes";
import { recorded } from "../apply";
import { FleetError } from "../errors";
import { withDraft } from "../edit/draft";
import { model } from "../model";
import { type Running, end } from "../progress";
import { instanceList, readStackFile, startList, textOf, writeStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { containerIn } from "../leaving/wanted";
import { type Sealer, sealer } from "../sealing";
import { type Import, finishImport, importData, needFreeVolumes } from "./import";
import { lay } from "./entry";
import { type Looked, look } from "./look";
import { changePassword } from "./password";
import type { AdoptOptions, Adoption } from "./types";

export interface CarryOut extends AdoptOptions {
  /** Make secrets anew that cannot stay. Unset, an install with such ones is refused. */
  readonly rotate: boolean;
  /** Write secrets encrypted into the stack file, not into files of their own. */
  readonly encrypt: boolean;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

/** What an adoption would come to; nothing is changed. */
export async function considerAdoption(
  workspace: Workspace,
  options: AdoptOptions,
  running: Running,
): Promise<Adoption> {
  return (await look(workspace, options, running)).adoption;
}

/**
 * Takes an install over: copies its data, writes its secrets and its entry. Nothing runs before the next apply.
 * The old install is only read. Killed at any point it is begun again by the next call.
 * @throws FleetError when the install runs, or a volume of that name has data.
 */
export async function adopt(workspace: Workspace, options: CarryOut, running: Running): Promise<Adoption> {
  const { rotate, encrypt, wait = 0 } = options;
  const seals = (name: string) => sealer(workspace, ["adopted", name], encrypt);
  seals("any"); // Says at once when nothing can encrypt.
  return await recorded(workspace, { job: `adopt ${options.name ?? "an install"}`, wait }, running, async () => {
    const looked = await look(workspace, options, running);
    const { adoption, secrets, host } = looked;
    mayGoOn(adoption, rotate);
    const wanted: Import = {
      name: adoption.name,
      host,
      image: looked.helper,
      data: adoption.data,
      postgres: adoption.postgres,
      images: madeBy(looked.registry),
    };
    await needFreeVolumes(workspace, wanted, running);
    await importData(wanted, running);
    const password = secrets.kept.get("postgresPassword") ?? randomBytes(16).toString("hex");
    await writeEntry(workspace, looked, { password, sealing: seals(adoption.name) }, running);
    await finishImport(wanted, running);
    end(running, `adopted as ${adoption.name}`, adoption.name);
    return adoption;
  });
}

function mayGoOn({ running, rotated, project }: Adoption, rotate: boolean): void {
  if (running.length > 0)
    throw new FleetError("refused", `It runs: ${running.join(", ")}. A copy of a database that runs does not start. Stop it first: docker compose --project-name ${project} down`); // prettier-ignore
  if (rotated.length > 0 && !rotate)
    throw new FleetError("refused", `Some of its secrets cannot stay: ${rotated.map(({ variable }) => variable).join(", ")}. With --rotate new ones are made in their place.`); // prettier-ignore
}

/** Writes secrets and entry, once the program has agreed to both. */
async function writeEntry(
  workspace: Workspace,
  { adoption: { name }, carried, secrets, host }: Looked,
  { password, sealing: { seal, undo } }: { password: string; sealing: Sealer },
  running: Running,
): Promise<void> {
  try {
    const entry: Record<string, unknown> = { name };
    for (const { path, value, secret } of carried) lay(entry, path, secret ? await seal(path, String(value)) : value);
    for (const [secret, value] of [...secrets.kept].filter(([one]) => one !== "postgresPassword"))
      lay(entry, `secrets.${secret}`, await seal(secret, value));
    lay(entry, "secrets.postgresPassword", await seal("postgresPassword", password));
    const file = readStackFile(workspace);
    startList(file);
    instanceList(file).add(file.document.createNode(entry));
    const answer = await withDraft(workspace, textOf(file), async (draft) => await model(draft, "plan"));
    const old = secrets.password ?? "";
    const db = containerIn(answer.steps, name, "db");
    if (password !== old && db !== undefined)
      await changePassword({ name, host, db, from: old, to: password }, running);
    writeStackFile(workspace, file);
  } catch (error) {
    undo();
    throw error;
  }
}
