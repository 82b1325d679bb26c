import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
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
  const streams = { input: new PassThrough(), output: new PassThrough(), error: new PassThrough() };
  streams.input.end();
  const said = Promise.all([text(streams.output), text(streams.error)]);
  const session = await exec(workspace, { name: instance, service, command: ["node", "-e", question], env: { URL: url } }, streams); // prettier-ignore
  const code = await session.ended;
  streams.output.end();
  streams.error.end();
  const [output, error] = await said;
  if (code !== 0)
    throw new FleetError("failed", `${service} of ${instance} does not answer: ${error.trim().slice(0, 300)}`);
  const end = output.indexOf("\n");
  return { status: Number(output.slice(0, end)), text: output.slice(end + 1) };
}
