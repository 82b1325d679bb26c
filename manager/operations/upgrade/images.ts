import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FleetError, messageOf } from "../errors";
import { type Host, ask, hasImage } from "../host";
import { type Running, begin, end, note, stopIfCancelled } from "../progress";
import { help } from "../helperContainer";

/** Why a registry would not give an image to a host, or not one that fits; undefined when it would. Nothing is pulled. */
export async function findRefusal(host: Host, image: string): Promise<string | undefined> {
  const wanted = await architectureOf(host);
  try {
    const { Platforms: platforms = [] } = (await host.docker
      .getImage(image)
      .distribution({ authconfig: loginFor(image) })) as { Platforms?: { architecture?: string }[] }; // its types say any
    const offered = platforms.flatMap(({ architecture }) => architecture || []);
    if (offered.length === 0 || offered.includes(wanted)) return undefined;
    return `${image} is made for ${offered.join(", ")}, and host ${host.name} is ${wanted}.`;
  } catch (error) {
    return `${image} cannot be pulled on host ${host.name}: ${messageOf(error)}`;
  }
}

const architectureOf = async (host: Host) => (await ask(host, host.docker.version())).Arch;

/**
 * Pulls an image on a host, and tells how far it is.
 * @throws FleetError when it cannot be had or is made for another architecture.
 */
export async function pull(host: Host, image: string, running: Running): Promise<void> {
  stopIfCancelled(running);
  if (!(await hasImage(host, image))) {
    begin(running, `pulls ${image} on host ${host.name}`);
    try {
      await follow(host, image, running);
    } catch (error) {
      if (running.signal.aborted) throw new FleetError("cancelled", "Cancelled; nothing was changed.");
      throw new FleetError("failed", `${image} cannot be pulled on host ${host.name}: ${messageOf(error)}. Nothing was changed.`); // prettier-ignore
    }
    end(running, `${image} is on host ${host.name}`);
  }
  const [{ Architecture: made }, wanted] = await Promise.all([
    host.docker.getImage(image).inspect(),
    architectureOf(host),
  ]);
  if (made !== wanted)
    throw new FleetError("refused", `${image} is made for ${made}, and host ${host.name} is ${wanted}. Nothing was changed.`); // prettier-ignore
}

interface Layer {
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

async function follow({ docker }: Host, image: string, running: Running): Promise<void> {
  const authconfig = loginFor(image);
  const stream = await docker.pull(image, authconfig === undefined ? {} : { authconfig });
  const cancel = () => (stream as NodeJS.ReadableStream & { destroy(): void }).destroy(); // a response of Node's own
  running.signal.addEventListener("abort", cancel, { once: true });
  const layers = new Map<string, { current: number; total: number }>();
  let told = 0;
  const onLayer = ({ id, progressDetail: { current, total } = {} }: Layer) => {
    if (id === undefined || current === undefined || total === undefined) return;
    layers.set(id, { current, total });
    const sum = (key: "current" | "total") => [...layers.values()].reduce((all, layer) => all + layer[key], 0);
    if (Date.now() - told < 2000) return;
    told = Date.now();
    note(running, `${image}: ${megabytes(sum("current"))} of ${megabytes(sum("total"))} MB`);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      stream.once("close", () => reject(new Error("the connection ended")));
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), onLayer);
    });
  } finally {
    running.signal.removeEventListener("abort", cancel);
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);

/** What `docker login` has noted on this machine for the registry of an image. Helpers that keep passwords are not asked. */
function loginFor(image: string): { username: string; password: string; serveraddress: string } | undefined {
  const [first = ""] = image.split("/");
  const registry = image.includes("/") && /[.:]|^localhost$/.test(first) ? first : "https://index.docker.io/v1/";
  try {
    const file = join(process.env.DOCKER_CONFIG ?? join(homedir(), ".docker"), "config.json");
    const { auths = {} } = JSON.parse(readFileSync(file, "utf8")) as { auths?: Record<string, { auth?: string }> }; // Docker's own format
    const [username, password] = Buffer.from(auths[registry]?.auth ?? "", "base64")
      .toString("utf8")
      .split(/:(.*)/s);
    if (!username || password === undefined) return undefined;
    return { username, password, serveraddress: registry };
  } catch {
    return undefined;
  }
}

/**
 * Major version of the Postgres in an image that is on the host: what the program itself says.
 * @throws FleetError when it says nothing.
 */
export async function postgresIn(host: Host, instance: string, image: string): Promise<string> {
  const said = await help(host, { image, instance, script: "postgres --version" }).catch(() => "");
  const major = /\(PostgreSQL\) (\d+)/.exec(said)?.[1];
  if (major !== undefined) return major;
  throw new FleetError(
    "refused",
    `${image} does not tell which Postgres it holds ("postgres --version" fails in it). Nothing was changed.`,
  );
}
