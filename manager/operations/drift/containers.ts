import type Dockerode from "dockerode";
import { factsOf } from "./facts";
import { type Fact, type Finding, differing, keyOf } from "./finding";
import { hashOf } from "./files";
import { type Image, asFound, asWanted } from "./made";
import type { Property, Repair } from "./types";
import { type Wanted, asContainer } from "./wanted";

/** What was seen of one container. */
export interface SeenContainer {
  readonly container: Dockerode.ContainerInspectInfo;
  /** The image that it runs. */
  readonly image: Image;
  /** Id of the image that its tag is by now; undefined when the host has none of that name. */
  readonly tagged: string | undefined;
  /** The uploaded files as they are in it. */
  readonly files: readonly Fact[];
}

/** What the kernel of a host cannot do, and so nobody can want. */
export type Unable = ReadonlySet<Property>;

const live: ReadonlySet<Property> = new Set(["memory", "memorySwap", "memoryReservation", "cpuShares", "pids", "restart"]); // prettier-ignore

/** Docker can set a limit while a container runs, but not take it away. */
const unset: ReadonlySet<string> = new Set(["no limit", "0"]);

/** How a container differs from what the last apply made. What the list asks for by now is no drift, but a pending change. */
export function containerFindings(wanted: Wanted, seen: SeenContainer | undefined, unable: Unable): Finding[] {
  if (seen === undefined) return [plain("presence", "there", "missing", "replace")];
  const asked = differences(wanted, wanted.inputs, wanted.pids.was, seen);
  const pending = wanted.next === undefined ? [] : differences(wanted, wanted.next, wanted.pids.next, seen);
  const still = new Set(pending.map(keyOf));
  const real = asked.filter((found) => (wanted.next === undefined || still.has(keyOf(found))) && !unable.has(found.property)); // prettier-ignore
  return [...stateOf(wanted, seen.container), ...digest(seen), ...real];
}

const plain = (property: Property, wanted: string, found: string, repair: Repair, note?: string): Finding => ({
  property,
  wanted,
  found,
  secret: false,
  repair,
  ...(note === undefined ? {} : { note }),
});

function stateOf({ id }: Wanted, { Id, State }: Dockerode.ContainerInspectInfo): Finding[] {
  const status = State.Status === "exited" ? `exited (code ${State.ExitCode})` : State.Status;
  const health = State.Running && !State.Paused ? State.Health?.Status : undefined;
  return [
    ...(id === Id
      ? []
      : [plain("identity", short(id), short(Id), "replace", "the state knows another, over which the next apply would trip")]), // prettier-ignore
    ...(State.Running && !State.Paused && !State.Restarting ? [] : [plain("state", "running", status, "start")]),
    ...(health === "unhealthy" ? [plain("health", "healthy", "unhealthy", "restart")] : []),
  ];
}

/** Docker's own short form. */
const short = (id: string) => id.replace(/^sha256:/, "").slice(0, 12);

function digest({ container, tagged }: SeenContainer): Finding[] {
  if (tagged === undefined || tagged === container.Image) return [];
  return [plain("digest", short(tagged), short(container.Image), "replace", "its tag is another image by now")];
}

function differences(wanted: Wanted, from: Wanted["inputs"], pids: number | undefined, seen: SeenContainer): Finding[] {
  const inputs = asContainer(from);
  const should = [...factsOf(asWanted(inputs, seen.image, pids)), ...filesOf(inputs.uploads)];
  const is = [...factsOf(asFound(seen.container, seen.image)), ...seen.files];
  const networkGone = (found: Pick<Finding, "property" | "wanted">) =>
    found.property === "network" && found.wanted === undefined;
  // With no health check on one side, its intervals say nothing.
  const telling = differing(should, is).filter(({ property, name, ...sides }) => property !== "healthcheck" || name === "test" || (sides.wanted !== undefined && sides.found !== undefined)); // prettier-ignore
  return telling.map((found) => ({
    ...found,
    secret: isSecret(wanted, found),
    repair: networkGone(found) ? "disconnect" : live.has(found.property) && !unset.has(found.wanted ?? "") ? "update" : "replace", // prettier-ignore
  }));
}

/** Files are compared by their hash: what is in them may be secret. */
export function filesOf(uploads: ReturnType<typeof asContainer>["uploads"]): Fact[] {
  return (uploads ?? []).map(({ file, content, contentBase64 }) => ({
    property: "file",
    name: file,
    text: hashOf(contentBase64 === undefined ? Buffer.from(content ?? "") : Buffer.from(contentBase64, "base64")),
  }));
}

/**
 * What must not be shown: whatever the program calls a secret, and the value of a variable that it does not know, unless it
 * is a switch, a small number or a level of logging.
 */
function isSecret({ next, secrets }: Wanted, { property, name, found }: Pick<Finding, "property" | "name" | "found">) {
  if (property === "file") return true;
  const covers = (path: string) => secrets.some((secret) => secret === path || path.startsWith(`${secret}/`) || secret.startsWith(`${path}/`)); // prettier-ignore
  if (property === "command" || property === "entrypoint") return covers(`${property}s`) || covers(property);
  if (property !== "env") return false;
  const lines = Array.isArray(next?.envs) ? next.envs.map(String) : [];
  const index = lines.findIndex((line) => line.startsWith(`${name}=`));
  if (index >= 0) return secrets.includes("envs") || secrets.includes(`envs/${index}`);
  return found === undefined || !harmless.test(found);
}

const harmless = /^(true|false|on|off|yes|no|\d{1,5}|debug|info|warn|warning|error)$/i;
