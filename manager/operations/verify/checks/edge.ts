import { edgeName } from "../../../../components/config/names";
import { parseListeners } from "../../listeners";
import { type Check, Skipped, failIf } from "../check";
import { execIn } from "../execIn";

/** The managed Caddy shares the host's network, so that Docker's list of ports says nothing of it. */
export const edge: Check = {
  id: "edge",
  sentence: "the managed Caddy listens where the config says and nowhere else",
  async run({ host, spec }) {
    const { mode, bind, httpPort, httpsPort } = spec.host.edge;
    if (mode !== "managed") throw new Skipped(`hosts.${host.name}.edge.mode is ${mode}`);
    const { stdout } = await execIn(host.docker, edgeName, [
      "sh",
      "-c",
      "for end in /proc/1/fd/*; do readlink $end; done; cat /proc/net/tcp /proc/net/tcp6",
    ]);
    const own = new Set([...stdout.matchAll(/^socket:\[(\d+)\]$/gm)].map(([, inode]) => inode));
    const listening = parseListeners(stdout).filter(({ inode }) => own.has(inode));
    failIf(
      listening
        .filter(({ address, port }) => !(sameAddress(address, bind) && (port === httpPort || port === httpsPort)))
        .map(
          ({ address, port }) =>
            `${edgeName} listens at ${address}:${port}; the config names ${bind}:${httpPort} and ${bind}:${httpsPort}. Look for a listener that a file in its folder of snippets adds.`,
        ),
    );
    return undefined;
  },
};

/** A listener on every address, of IPv6 too, is one. */
const sameAddress = (address: string, bind: string) => address === bind || (bind === "0.0.0.0" && address === "::");
