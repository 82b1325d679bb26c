import { captured } from "./captured";
import { exec } from "./exec";
import { FleetError } from "./errors";
import type { Workspace } from "./workspace";

export interface ServiceQuestion {
  readonly instance: string;
  /** One whose image has Node. */
  readonly service: "meta" | "storage";
  /** As the service sees itself. */
  readonly url: string;
}

/** Asks and prints status and body; of the words only the address is not fixed, and it goes in as a variable. */
const question = `fetch(process.env.URL).then(async (r) => process.stdout.write(r.status + "\\n" + (await r.text())), (e) => { console.error(String(e)); process.exit(1); })`;

/** Asks a service of an instance over HTTP from within its container: nothing has to be published. */
export async function askService(
  workspace: Workspace,
  { instance, service, url }: ServiceQuestion,
): Promise<{ status: number; text: string }> {
  const command = ["node", "-e", question];
  const { code, stdout, stderr } = await captured((streams) => exec(workspace, { name: instance, service, command, env: { URL: url } }, streams)); // prettier-ignore
  if (code !== 0)
    throw new FleetError("failed", `${service} of ${instance} does not answer: ${stderr.trim().slice(0, 300)}`);
  const end = stdout.indexOf("\n");
  return { status: Number(stdout.slice(0, end)), text: stdout.slice(end + 1) };
}
