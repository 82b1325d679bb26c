import type { Duplex } from "node:stream";
import { type TLSSocket, connect as secure } from "node:tls";
import { edgeName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { Failed } from "./check";
import { type Dial, direct } from "./dial";

/** An address that an instance is called by, and the way to what answers there. */
export interface Door {
  readonly url: URL;
  /**
   * A connection that speaks plain HTTP, TLS already taken care of.
   * @param authority in PEM form, in place of the system's; whether it signed is what the connection says of itself, no more.
   */
  open(authority?: string): Promise<Duplex>;
}

/**
 * The way to an address of an instance. Behind Caddy its name is not looked up: the probe goes to where Caddy listens on the host
 * and names the site, so that it works before there is any DNS. Certificates are judged by a check of their own.
 */
export function doorTo(address: string, { host }: InstanceSpec, dial: Dial): Door {
  const url = new URL(address);
  const encrypted = url.protocol === "https:";
  const port = Number(url.port === "" ? (encrypted ? 443 : 80) : url.port);
  const stream = async () => {
    if (host.edge.mode === "none") return await dial(url.hostname, port);
    try {
      return await dial(host.edge.bind, port);
    } catch (error) {
      // A Caddy of the operator's own may listen elsewhere than we know.
      if (host.edge.mode !== "existing" || !(error instanceof Failed)) throw error;
      return await direct(url.hostname, port);
    }
  };
  return {
    url,
    async open(authority) {
      return encrypted ? await handshake(await stream(), url.hostname, authority) : await stream();
    },
  };
}

/** TLS over a stream, whoever signed the certificate. @throws Failed when the other side breaks off. */
async function handshake(stream: Duplex, servername: string, authority?: string): Promise<TLSSocket> {
  return await new Promise((resolve, reject) => {
    const trusted = authority === undefined ? {} : { ca: authority };
    const socket = secure({ socket: stream, servername, rejectUnauthorized: false, ...trusted });
    stream.once("error", (error) => socket.destroy(error));
    socket.once("error", (error) =>
      reject(
        new Failed(
          `No TLS connection for ${servername} (${reasonOf(error)}). Caddy has no site or certificate of that name; its log says more (docker logs ${edgeName}, or your own Caddy's).`,
        ),
      ),
    );
    socket.once("secureConnect", () => resolve(socket));
  });
}

/** OpenSSL's words without the places in its source. */
const reasonOf = ({ message }: Error) => /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message.trim();
