import { BlockList, isIP } from "node:net";
import type { Context } from "hono";
import type { Scope } from "../operations/access/tokens";
import { FleetError } from "../operations/errors";

/** A proxy in front of `fleet serve` that knows who somebody is, such as Caddy with Authelia. */
export interface TrustedProxy {
  /** Addresses or networks it calls from, such as `127.0.0.1` or `172.18.0.0/16`. */
  readonly addresses: readonly string[];
  /** Header with the name of the user. Whoever calls from elsewhere and sends it gets nothing by it. */
  readonly header: string;
  /** What its users may do. */
  readonly scope: Scope;
}

/** @throws FleetError when one is no address. */
function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const each of addresses) {
    const [address = "", bits] = each.split("/");
    const kind = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (
      isIP(address) === 0 ||
      (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= (kind === "ipv6" ? 128 : 32)))
    )
      throw new FleetError(
        "usage",
        `--trust-proxy should be an address such as 127.0.0.1 or 172.18.0.0/16, not "${each}".`,
      );
    if (bits === undefined) list.addAddress(address, kind);
    else list.addSubnet(address, Number(bits), kind);
  }
  return list;
}

interface Incoming {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** Who is at the other end of the connection; undefined where there is none, as in a test. */
function peerOf({ env }: Context): string | undefined {
  const address = (env as Incoming | undefined)?.incoming?.socket?.remoteAddress; // what @hono/node-server hands on
  return address?.replace(/^::ffff:/, "");
}

export interface Proxies {
  /** Whom a trusted proxy names. */
  identity(context: Context): string | undefined;
  /** Address of who asks: what a trusted proxy says, the other end of the connection else; undefined where there is none. */
  client(context: Context): string | undefined;
  /** Whether the browser spoke https, to us or to a proxy: then its cookie shall never go without. */
  secure(context: Context): boolean;
}

/** Looks at what proxies say, as far as they are trusted. */
export function proxies(trusted: TrustedProxy | undefined): Proxies {
  const list = listOf(trusted?.addresses ?? []);
  const isTrusted = (context: Context): boolean => {
    const peer = peerOf(context);
    return peer !== undefined && list.check(peer, isIP(peer) === 6 ? "ipv6" : "ipv4");
  };
  return {
    identity(context) {
      if (trusted === undefined || !isTrusted(context)) return undefined;
      const user = context.req.header(trusted.header)?.trim();
      return user !== undefined && /^[\w.@+ -]{1,100}$/.test(user) ? user : undefined;
    },
    client(context) {
      // A proxy adds whom it talks to at the end; what stands before it is hearsay.
      const said = context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
      return isTrusted(context) && isIP(said) !== 0 ? said : peerOf(context);
    },
    secure: (context) =>
      context.req.url.startsWith("https:") ||
      (context.req.header("origin") ?? "").startsWith("https:") ||
      (isTrusted(context) && context.req.header("x-forwarded-proto") === "https"),
  };
}
