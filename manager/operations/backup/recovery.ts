import { setTimeout as sleep } from "node:timers/promises";
import type Dockerode from "dockerode";
import type { ContainerInputs } from "../../../engine/containerOptions";
import { FleetError, messageOf } from "../errors";
import { ask } from "../host";
import { type Running, stopIfCancelled } from "../progress";
import { psql } from "../rotate/proof/psql";
import { helperLabel } from "../helperContainer";
import type { DataRole, Target } from "../snapshot/target";
import type { Choice } from "./backups";
import type { Manifest } from "./manifest";

/** Seconds that Postgres may take to answer after a start; reading the log is not limited. */
const patience = 120;

/** A copy of an instance's data that a Postgres can be started on. */
interface Copy {
  readonly target: Target;
  readonly volumes: Readonly<Pick<Record<DataRole, string>, "db-data" | "db-config">>;
  /** What the program says of the instance's own Postgres. */
  readonly db: ContainerInputs;
}

interface Recovery extends Copy {
  readonly choice: Choice;
  readonly manifest: Manifest;
}

/** A Postgres on a copy of the data, which nobody else reaches. */
export interface Server {
  /** @returns rows, columns apart by `|`. @throws FleetError with what Postgres says. */
  sql(text: string, database?: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Recovers a copy to the moment that was chosen.
 * @throws FleetError with Postgres's last words.
 */
export async function recover(recovery: Recovery, running: Running): Promise<Server> {
  const { moment } = recovery.choice;
  try {
    return await serve(recovery, targetSettings(recovery), running);
  } catch (error) {
    // Nothing was written between the moment and the end of the log, which reaches beyond it: all of it is the moment.
    if (moment !== undefined && moment !== "end" && /ended before configured recovery target/.test(messageOf(error)))
      return await recover({ ...recovery, choice: { ...recovery.choice, moment: "end" } }, running);
    throw error;
  }
}

/** No job of the users runs on a copy; images that lack an extension take its setting for a name of nobody's. */
const quiet: readonly [string, string][] = [["cron.launch_active_jobs", "off"]];

/**
 * Starts the instance's Postgres on a copy, without a network, and waits until it has read its log.
 * @throws FleetError with its last words.
 */
export async function serve(
  { target: { host, name }, volumes, db }: Copy,
  more: readonly [string, string][],
  running: Running,
): Promise<Server> {
  const container = await ask(
    host,
    host.docker.createContainer({
      Image: db.image,
      Env: db.envs ?? [],
      Cmd: [...settings(db.command ?? []), ...[...quiet, ...more].flatMap(([key, value]) => ["-c", `${key}=${value}`])],
      Labels: { [helperLabel]: name },
      StopSignal: "SIGINT",
      Healthcheck: { Test: ["NONE"] },
      HostConfig: {
        NetworkMode: "none",
        ShmSize: (db.shmSize ?? 64) * 2 ** 20,
        Binds: [`${volumes["db-data"]}:/var/lib/postgresql/data`, `${volumes["db-config"]}:/etc/postgresql-custom`],
      },
    }),
  );
  const server = serverIn(container);
  try {
    await container.start();
    await untilRecovered(container, server, running);
    return server;
  } catch (error) {
    await container.remove({ force: true, v: true }).catch(() => undefined); // The next run removes it.
    throw error;
  }
}

/** As the instance has them, for recovery wants the same limits; but this copy hands no log to anybody. */
function settings(command: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < command.length; at++) {
    const [word = "", next = ""] = [command[at], command[at + 1]];
    if (word === "-c" && /^(archive_|log_min_messages)/.test(next)) at++;
    else kept.push(word);
  }
  return kept;
}

function targetSettings({ choice, manifest }: Recovery): [string, string][] {
  const { moment } = choice;
  const own: [string, string][] = [
    ["recovery_target_action", "promote"],
    ["recovery_target_timeline", "current"],
  ];
  // Everything it needs lies in pg_wal already; a command there has to be.
  if (moment === undefined)
    return [...own, ["restore_command", "false"], ["recovery_target_name", manifest.restorePoint]];
  const restore: [string, string] = ["restore_command", "gunzip -c fleet-restore/wal/%f.gz >%p"];
  return moment === "end" ? [...own, restore] : [...own, restore, ["recovery_target_time", inPostgres(moment)]];
}

/** Where Postgres reads this setting, it knows no names of time zones yet, and Z is one. */
const inPostgres = (moment: string) => moment.replace("T", " ").replace("Z", "+00");

async function untilRecovered(container: Dockerode.Container, server: Server, running: Running): Promise<void> {
  let silent = Date.now();
  for (;;) {
    stopIfCancelled(running);
    const { State: state } = await container.inspect();
    if (!state.Running)
      throw new FleetError("failed", `Postgres does not recover in the copy: ${await lastWords(container)}`);
    const answer = await server.sql("select pg_is_in_recovery()").catch(() => undefined);
    if (answer === "f") return;
    // While it reads the log it refuses connections, and says so in its own log alone: only its end is a failure.
    if (answer !== undefined) silent = Date.now();
    if (Date.now() - silent > patience * 1000 && !(await isReading(container)))
      throw new FleetError("failed", `Postgres does not answer in the copy: ${await lastWords(container)}`);
    await sleep(300);
  }
}

async function isReading(container: Dockerode.Container): Promise<boolean> {
  const { Processes: processes } = (await container.top()) as { Processes: readonly (readonly string[])[] }; // its types say any
  return processes.some((process) => process.some((word) => /startup recovering/.test(word)));
}

async function lastWords(container: Dockerode.Container): Promise<string> {
  const raw = await container.logs({ stdout: true, stderr: true, tail: 30 });
  const lines = raw.toString("utf8").replace(/[^\n\x20-\x7e]/g, "").split("\n"); // prettier-ignore
  const telling = lines.filter((line) => /FATAL|PANIC|ERROR|refuse|db:/.test(line)).slice(-3);
  return (telling.length > 0 ? telling : lines.slice(-5)).join("\n").trim();
}

function serverIn(container: Dockerode.Container): Server {
  return {
    async sql(text, database = "postgres") {
      // Nobody else is on its loopback, which the image trusts.
      const login = { user: "supabase_admin", host: "127.0.0.1", port: 5432, database, password: "" };
      const { accepted, text: said } = await psql(container, login, text);
      if (!accepted) throw new FleetError("failed", `In the copy: ${said}`);
      return said;
    },
    async stop() {
      await container.stop({ t: 120 }).catch(() => undefined); // It may have ended by itself.
      await container.remove({ force: true, v: true });
    },
  };
}
