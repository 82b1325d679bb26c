import { type Range, parseCidr } from "../../../components/config/subnets";

/** A range of addresses that a host sends somewhere. */
export interface Route {
  readonly device: string;
  readonly cidr: string;
  readonly range: Range;
}

/** Routes in the text of /proc/net/route, without the default one. */
export function parseRoutes(text: string): Route[] {
  return text.split("\n").flatMap((line) => {
    const [device = "", destination = "", , , , , , mask = ""] = line.split("\t").map((word) => word.trim());
    if (!/^[0-9A-F]{8}$/.test(destination) || !/^[0-9A-F]{8}$/.test(mask) || mask === "00000000") return [];
    const bits = bytes(mask).reduce((sum, byte) => sum + byte.toString(2).replace(/0/g, "").length, 0);
    const cidr = `${bytes(destination).join(".")}/${bits}`;
    return [{ device, cidr, range: parseCidr(cidr) }];
  });
}

/** The kernel writes the small end first. */
const bytes = (hex: string) => (hex.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16));
