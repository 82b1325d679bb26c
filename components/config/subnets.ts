import { allocate } from "./allocate";

/** Bits of an instance's subnet: 62 addresses, four times what an instance needs. */
const subnetBits = 26;

/** A range of IPv4 addresses, both ends included, as numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export function parseCidr(cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether the address part of a CIDR is the first one of its range, as Docker demands. */
export function isAligned(cidr: string): boolean {
  return cidr === format(parseCidr(cidr).first, Number(cidr.split("/")[1]));
}

export const overlap = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;

function format(address: number, bits: number): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

/** The subnets of all instances of one host. @throws RangeError when the host's range is too small. */
export function chooseSubnets(
  hostRange: string,
  requests: readonly { readonly name: string; readonly subnet: string | undefined }[],
): Map<string, string> {
  const range = parseCidr(hostRange);
  const size = 2 ** (32 - subnetBits);
  const slots = Math.floor((range.last - range.first + 1) / size);
  const written = requests.flatMap(({ subnet }) => (subnet === undefined ? [] : [parseCidr(subnet)]));
  const at = (slot: number): Range => ({ first: range.first + slot * size, last: range.first + (slot + 1) * size - 1 });
  const taken = new Set(
    Array.from({ length: slots }, (_, slot) => slot).filter((slot) => written.some((w) => overlap(w, at(slot)))),
  );
  const chosen = allocate(
    requests.filter((r) => r.subnet === undefined).map((r) => r.name),
    slots,
    taken,
    `has no subnet left: each instance takes a /${subnetBits} of ${hostRange}, so write a larger range for subnets`,
  );
  return new Map(
    requests.map(({ name, subnet }) => [name, subnet ?? format(at(chosen.get(name) ?? 0).first, subnetBits)]),
  );
}
