import { TLSSocket, checkServerIdentity } from "node:tls";
import { edgeName, siteNames } from "../../../../components/config/names";
import type { InstanceSpec } from "../../../../components/spec";
import { type Check, Failed, Skipped, failIf } from "../check";
import { doorTo } from "../door";
import { execIn } from "../execIn";
import type { Subject } from "../subject";

export const certificate: Check = {
  id: "certificate",
  sentence: "each name has a certificate, in date and rightly signed",
  async run(subject) {
    const { edge, name } = subject.spec.host;
    if (edge.mode === "none" || edge.tls.mode === "off")
      throw new Skipped(`hosts.${name}.edge.${edge.mode === "none" ? "mode is none" : "tls.mode is off"}: plain HTTP`);
    const authority = edge.tls.mode === "internal" ? await authorityOf(subject) : undefined;
    const judged = await Promise.all(
      siteNames(subject.spec).map((host) => judge(subject, host, authority).catch(asProblem(host))),
    );
    failIf(judged.flatMap(({ problem }) => problem ?? []));
    const days = Math.min(...judged.map(({ daysLeft }) => daysLeft ?? Infinity));
    const until = days < 2 ? `${Math.round(days * 24)} hours` : `${Math.floor(days)} days`;
    return [
      `${judged.length} ${judged.length === 1 ? "name, which" : "names; the first"} ends in ${until}`,
      ...signedBy(subject.spec, authority),
    ].join("; ");
  },
};

interface Judged {
  readonly problem?: string;
  readonly daysLeft?: number;
}

const asProblem =
  (host: string) =>
  (error: unknown): Judged => ({ problem: `${host}: ${error instanceof Error ? error.message : String(error)}` });

async function judge({ spec, dial }: Subject, host: string, authority: string | undefined): Promise<Judged> {
  const { httpsPort, tls } = spec.host.edge;
  const socket = await doorTo(`https://${host}:${httpsPort}`, spec, dial).open(authority);
  if (!(socket instanceof TLSSocket)) throw new Failed("no TLS");
  const found = socket.getPeerCertificate();
  const signed = socket.authorized;
  const why = String(socket.authorizationError);
  socket.destroy();
  const [from, until] = [Date.parse(found.valid_from), Date.parse(found.valid_to)];
  const left = until - Date.now();
  if (left <= 0) return { problem: `${host}: the certificate ended on ${found.valid_to}. ${renewal}` };
  const other = checkServerIdentity(host, found);
  if (other !== undefined) return { problem: `${host}: the certificate is for other names. ${other.message}` };
  // Caddy renews when a third is left.
  if (left < (until - from) / 10) return { problem: `${host}: the certificate ends on ${found.valid_to}. ${renewal}` };
  if (!signed && (tls.mode === "acme" || authority !== undefined))
    return { problem: `${host}: who signed the certificate is not known here (${why}). ${renewal}` };
  return { daysLeft: left / 86_400_000 };
}

const renewal = `Caddy's log says why it has no newer or better one (docker logs ${edgeName}, or your own Caddy's).`;

/** Caddy's own authority, where we can ask it. */
async function authorityOf({ host, spec }: Subject): Promise<string | undefined> {
  if (spec.host.edge.mode !== "managed") return undefined;
  const { code, stdout } = await execIn(host.docker, edgeName, ["cat", "/data/caddy/pki/authorities/local/root.crt"]);
  return code === 0 ? stdout : undefined;
}

function signedBy({ host }: InstanceSpec, authority: string | undefined): string[] {
  const { mode } = host.edge.tls;
  if (mode === "internal")
    return [
      authority === undefined
        ? "signed by an authority of Caddy's own, which nobody here could look up; clients have to be told to trust it"
        : "signed by this Caddy's own authority; clients have to be told to trust it",
    ];
  return mode === "files" ? ["who signed it was not judged: tls.mode is files"] : [];
}
