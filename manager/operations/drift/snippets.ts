import type { FileState } from "../../../components/dynamic/remoteFile";
import { fileScripts } from "../../../components/dynamic/fileScripts";
import { runOn } from "../../../components/dynamic/runOn";
import { FleetError } from "../errors";
import { hashOf } from "./files";
import { type Fact, type Finding, differing } from "./finding";
import type { Property } from "./types";
import type { Wanted } from "./wanted";

export const asSnippet = ({ inputs }: Wanted) => inputs as unknown as FileState; // the provider's own inputs

/** What lies on the host in place of a snippet. */
export interface SeenSnippet {
  readonly content: string;
  readonly mode: string;
  readonly owner: string;
  /** Who writes there when nobody else is asked for. */
  readonly writer: string;
}

/** @returns undefined when there is no such file. @throws FleetError when the host cannot be reached or read. */
export async function seeSnippet({ host, path }: FileState): Promise<SeenSnippet | undefined> {
  const script = `printf '%s:%s\\n' "$(id -un)" "$(id -gn)"\n${fileScripts.read(path)}`;
  const { code, stdout, stderr } = await runOn(host, script, "").catch((error: unknown) => {
    throw new FleetError("unreachable", error instanceof Error ? error.message : String(error));
  });
  if (code !== 0) throw new FleetError("unreachable", `Could not read ${path} on ${host}: ${stderr.trim()}`);
  const [writer = "", found, mode = "", owner = "", ...rest] = stdout.split("\n");
  if (found !== "file") return undefined;
  return { content: Buffer.from(rest.join(""), "base64").toString("utf8"), mode, owner, writer };
}

/** What is in a snippet is a secret: it holds the dashboard's password in bcrypt form. */
export function snippetFindings(wanted: Wanted, seen: SeenSnippet | undefined): Finding[] {
  const { content, mode, owner } = asSnippet(wanted);
  if (seen === undefined)
    return [{ property: "presence", wanted: "there", found: "missing", secret: false, repair: "rewrite" }];
  const fact = (property: Property, text: string): Fact => ({ property, text });
  // Without an owner of its own a file belongs to whoever writes it.
  const [user = "", group] = (owner === "" ? seen.writer : owner).split(":");
  const actual = owner !== "" && group === undefined ? (seen.owner.split(":")[0] ?? "") : seen.owner;
  const should = [fact("content", hashOf(Buffer.from(content))), fact("mode", octal(mode)), fact("owner", group === undefined ? user : `${user}:${group}`)]; // prettier-ignore
  const is = [
    fact("content", hashOf(Buffer.from(seen.content))),
    fact("mode", octal(seen.mode)),
    fact("owner", actual),
  ];
  return differing(should, is).map((one) => ({ ...one, secret: one.property === "content", repair: "rewrite" }));
}

/** `644` and `0644` are the same mode. */
const octal = (mode: string) => mode.replace(/^0*/, "").padStart(4, "0");

/** Writes a snippet as the last apply did, its check and the reload of Caddy included. */
export async function rewrite(wanted: Wanted): Promise<void> {
  const { fileProvider } = await import("../../../components/dynamic/remoteFile");
  await fileProvider.update?.(wanted.id, asSnippet(wanted), asSnippet(wanted));
}
