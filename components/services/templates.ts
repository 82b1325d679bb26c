import { createHash } from "node:crypto";
import { type MailKind, mailKinds } from "../config/auth";
import type { InstanceSpec, Service } from "../spec";
import { wget } from "./probe";

const port = 8080;
const folder = "/srv/mail";

/**
 * Where Auth fetches a mail template. The address holds a hash of the text, because Auth keeps what it has fetched for ten
 * minutes: a new text is a new address, and arrives at once.
 */
export const templateUrl = (kind: MailKind, text: string): string => `http://templates:${port}/${fileName(kind, text)}`;

const fileName = (kind: MailKind, text: string) =>
  `${kind}-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.html`;

/**
 * Serves the instance's mail templates inside its network, for Auth alone. It exists only with templates, and starts before
 * Auth: Auth falls back to its built-in texts when the first fetch fails, and keeps those.
 */
export const templates: Service = (instance) => ({
  command: ["caddy", "file-server", "--root", folder, "--listen", `:${port}`],
  env: {},
  healthcheck: wget(`http://127.0.0.1:${port}/ready.html`),
  files: [{ path: `${folder}/ready.html`, content: "ready\n" }, ...mailFiles(instance)],
});

function mailFiles({ mailTemplates }: InstanceSpec) {
  return mailKinds.flatMap((kind) => {
    const text = mailTemplates[kind];
    return text === undefined ? [] : [{ path: `${folder}/${fileName(kind, text)}`, content: text }];
  });
}
