import { type Check, Skipped, failIf } from "../check";
import { type Answer, request } from "../request";
import type { Subject } from "../subject";
import { bearer } from "./signUp";

const kinds = ["anonKey", "serviceRoleKey", "publishableKey", "secretKey"] as const;
type Kind = (typeof kinds)[number];

export const keys: Check = {
  id: "keys",
  sentence: "keys of others are refused here, and its own are refused there",
  async run(subject) {
    if (subject.others.length === 0) throw new Skipped("it is the only active instance of the list");
    const found = await Promise.all(
      subject.others.map(async (other) => [
        ...(await accepted(subject, other)),
        ...(await accepted(other, subject).catch((error: unknown) => unasked(other, error))),
      ]),
    );
    failIf(found.flat().filter((line) => !line.startsWith(silent)));
    const notes = found.flat();
    return [`against ${subject.others.map(({ spec }) => spec.name).join(", ")}`, ...notes].join("; ");
  },
};

const silent = "could not ask ";
/** The other one has a report of its own for that. */
const unasked = (other: Subject, error: unknown) => [
  `${silent}${other.spec.name}: ${error instanceof Error ? error.message : String(error)}`,
];

/** Keys of an owner that an instance takes, by the gateway and, past it, by the services themselves. */
async function accepted(door: Subject, owner: Subject): Promise<string[]> {
  const [here, theirs] = [door.spec.name, owner.spec.name];
  const atGateway = await Promise.all(
    kinds.map(async (kind) => {
      const answer = await request(door.api, "/auth/v1/settings", { headers: { apikey: owner.keys[kind] } });
      return isRefused(answer) ? [] : [`${here} takes the ${kind} of ${theirs}. ${remedy(here, kind)}`];
    }),
  );
  const tokens = { apikey: door.keys.publishableKey, ...bearer(owner.keys.serviceRoleKey) };
  const behind = await Promise.all(
    ["/auth/v1/admin/users?per_page=1", "/rest/v1/fleet-verify"].map(async (path) => {
      const answer = await request(door.api, path, { headers: tokens });
      return isRefused(answer)
        ? []
        : [`${path.split("/")[1]} of ${here} takes a token of ${theirs}. ${remedy(here, "serviceRoleKey")}`];
    }),
  );
  return [...atGateway, ...behind].flat();
}

/** A service that is down takes nothing either; that it is down, other checks say. */
const isRefused = ({ status }: Answer) => status === 401 || status === 403 || status >= 500;

const remedy = (instance: string, kind: Kind) =>
  kind === "publishableKey" || kind === "secretKey"
    ? `"fleet drift ${instance}" shows whether its gateway was changed by hand.`
    : `Both have one JWT secret: "fleet rotate ${instance} jwtSecret" gives it one of its own.`;
