import { waitUntilHealthy } from "../../../components/dynamic/wait";
import type { Step } from "../../../engine/engine";
import { FleetError, messageOf } from "../errors";
import { type Host, ask, orMissing } from "../host";
import type { Model } from "../model";
import type { Running } from "../progress";
import { helperLabel } from "../helperContainer";
import type { Server } from "./run";

/** How the instance itself starts its Postgres. */
export interface Recipe {
  readonly image: string;
  readonly command: readonly string[];
  readonly envs: readonly string[];
}

/** @throws FleetError when the program wants no database for it. */
export function recipeOf({ steps }: Model, name: string): Recipe {
  const step = steps.find((each: Step) => each.name === `${name}-db` && each.type.endsWith(":Container"));
  if (step?.inputs === undefined) throw new FleetError("failed", `${name} has no database container.`);
  return step.inputs as unknown as Recipe & { envs: string[] }; // container.ts writes them
}

export interface Throwaway {
  readonly instance: string;
  readonly recipe: Recipe;
  readonly password: string;
  readonly port: number;
  /** Volumes of the data directory and of `/etc/postgresql-custom`; one of its own that goes with it when unset. */
  readonly data?: string;
  readonly config: string;
  /** Container whose network it shares; none when unset. */
  readonly beside?: string;
  /** Whether what it writes may be lost with the machine: it is loaded anew then. */
  readonly careless: boolean;
}

/**
 * Nobody else connects, nothing is archived and no job of the users runs; images that lack an extension take its setting for a
 * name of nobody's.
 */
const quiet = (port: number): string[] => [
  `port=${port}`,
  "listen_addresses=127.0.0.1",
  "archive_mode=off",
  "cron.launch_active_jobs=off",
  "pg_net.database_name=template1",
];

const careless = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=4GB"];

/** Seconds in which a server has to answer, which for an empty volume is a whole init. */
const patience = 300;

/**
 * Starts a Postgres as the instance would, beside it, and waits until it answers.
 * @throws FleetError with its last lines when it does not.
 */
export async function startServer(host: Host, throwaway: Throwaway, { signal }: Running): Promise<Server> {
  const { instance, recipe, password, port, data, config, beside } = throwaway;
  const settings = [...quiet(port), ...(throwaway.careless ? careless : [])];
  const container = await ask(
    host,
    host.docker.createContainer({
      Image: recipe.image,
      Cmd: [...recipe.command, ...settings.flatMap((setting) => ["-c", setting])],
      Env: [...recipe.envs],
      // A run that was killed leaves it behind; by this it is found again.
      Labels: { [helperLabel]: instance },
      StopSignal: "SIGINT", // Postgres's fast shutdown
      Healthcheck: { Test: ["CMD", "pg_isready", "-q", "-h", "127.0.0.1", "-p", String(port), "-U", "supabase_admin"] },
      HostConfig: {
        NetworkMode: beside === undefined ? "none" : `container:${beside}`,
        ShmSize: 256 * 2 ** 20,
        Mounts: [
          ...(data === undefined ? [] : [mount(data, "/var/lib/postgresql/data")]),
          mount(config, "/etc/postgresql-custom"),
        ],
      },
    }),
  );
  // Its exec ends with it, and so does whoever waits for that.
  signal.addEventListener("abort", () => void container.kill().catch(() => undefined), { once: true });
  try {
    await container.start();
    await waitUntilHealthy(host.docker, container.id, Date.now() + patience * 1000);
  } catch (error) {
    await removeServer(container);
    const lines = messageOf(error).replace(/\n"docker logs[^]*$/, "");
    throw new FleetError("failed", lines.replace(container.id, recipe.image), { cause: error });
  }
  return { docker: host.docker, container, port, password };
}

const mount = (volume: string, path: string) => ({ Type: "volume" as const, Source: volume, Target: path });

/** Seconds for a clean end. */
const grace = 300;

/** Ends a server so that its files are whole. @throws FleetError when they are not. */
export async function stopServer({ container }: Server): Promise<void> {
  await container.stop({ t: grace });
  const { State: state, Config: config } = await container.inspect();
  await removeServer(container);
  if (state.ExitCode !== 0)
    throw new FleetError("failed", `Postgres of ${config.Image} did not end cleanly (exit code ${state.ExitCode}).`);
}

export const removeServer = async (container: Server["container"]): Promise<unknown> =>
  await orMissing(container.remove({ force: true, v: true }));
