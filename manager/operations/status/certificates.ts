import { isIP } from "node:net";
import { type PeerCertificate, type TLSSocket, connect } from "node:tls";
import { siteNames } from "../../../components/config/names";
import type { HostSpec, InstanceSpec } from "../../../components/spec";
import { messageOf } from "../errors";
import type { CertificateStatus } from "./types";

/** Milliseconds that the edge has to answer in. */
const patience = 3000;

/** Whether an instance's names are served with TLS. */
export const hasTls = ({ host: { edge } }: InstanceSpec): boolean => edge.mode !== "none" && edge.tls.mode !== "off";

/** Asks the edge for the certificate of each name of an instance, as a browser would. */
export async function certificatesOf(instance: InstanceSpec): Promise<CertificateStatus[]> {
  if (!hasTls(instance)) return [];
  const at = { host: edgeAddress(instance.host), port: instance.host.edge.httpsPort };
  return await Promise.all(siteNames(instance).map((name) => certificateOf(name, at)));
}

/** Where the edge of a host is reached from here: on its own address, or by the name that Docker is reached by. */
function edgeAddress({ docker, edge }: HostSpec): string {
  const url = new URL(docker);
  if (url.protocol !== "unix:") return url.hostname;
  return edge.mode === "managed" && edge.bind !== "0.0.0.0" ? edge.bind : "127.0.0.1";
}

export async function certificateOf(
  name: string,
  { host, port }: { host: string; port: number },
): Promise<CertificateStatus> {
  return await new Promise((resolve) => {
    const problem = (why: string) => finish({ name, problem: `No certificate from ${host}:${port}: ${why}` });
    // Whether it is trusted is part of the answer, so an untrusted one must not end the connection.
    const socket: TLSSocket = connect(
      { host, port, servername: isIP(name) ? "" : name, rejectUnauthorized: false },
      () => {
        const certificate = socket.getPeerCertificate();
        if (certificate.valid_to === undefined) problem("it showed none");
        else finish(described(name, certificate, socket.authorized));
      },
    );
    const finish = (status: CertificateStatus) => {
      socket.destroy();
      resolve(status);
    };
    socket.setTimeout(patience, () => problem("no answer"));
    socket.on("error", (error) => problem(messageOf(error)));
  });
}

function described(name: string, certificate: PeerCertificate, trusted: boolean): CertificateStatus {
  const iso = (date: string) => new Date(date).toISOString();
  const issuer = certificate.issuer?.O ?? certificate.issuer?.CN;
  return {
    name,
    validFrom: iso(certificate.valid_from),
    validTo: iso(certificate.valid_to),
    issuer: Array.isArray(issuer) ? issuer[0] : issuer,
    trusted,
  };
}
